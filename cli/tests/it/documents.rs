//! What the README and the guide show, held against what is.

use crate::document::Document;
use crate::lockstep::{file, lockstep, lockstep_reading, root};
use crate::shell::{folder_of_examples, run};

/// Returns the documents whose every block is tried.
fn documents() -> Vec<Document> {
    let mut documents = vec![Document::read(root(), "README.md")];
    documents.extend(Document::guide(root()));
    assert!(documents.len() > 2, "the guide is read");
    documents
}

#[test]
fn every_command_of_a_document_prints_what_it_shows() {
    let mut commands = 0;
    for document in documents() {
        let folder = folder_of_examples(&document.name);
        for block in document.blocks() {
            if let Some(name) = block.file {
                file(&folder, name, &block.text);
            }
        }
        for shown in document.commands() {
            let (name, command) = (&document.name, &shown.command);
            let ran = run(&folder, command);
            if shown.printed.is_empty() {
                // An invalid history is what some examples are about; a usage error is not.
                let is_fine = matches!(ran.code, Some(0 | 1));
                assert!(is_fine, "{name}: {command}: {}", ran.stderr);
            } else {
                assert_eq!(
                    shown.printed, ran.stdout,
                    "{name}: {command}: {}",
                    ran.stderr
                );
            }
            commands += 1;
        }
    }
    assert!(commands > 10, "documents show commands");
}

#[test]
fn every_history_that_a_document_shows_is_one() {
    let mut histories = 0;
    for document in documents() {
        for block in document.blocks() {
            if block.language != "json" || block.file.is_some() {
                continue;
            }
            let ended = lockstep_reading(&block.text, &["check", "--format", "jsonl", "-"]);
            let (name, text) = (&document.name, &block.text);
            assert_ne!(ended.code, 2, "{name}: {text}{}", ended.stderr);
            histories += 1;
        }
    }
    assert!(histories > 0, "documents show histories");
}

#[test]
fn every_link_of_the_guide_leads_to_a_chapter_and_a_heading() {
    let chapters = Document::guide(root());
    for chapter in &chapters {
        let links = chapter.text.split("](").skip(1);
        let links = links.filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://")) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let name = format!("docs/src/{file}");
            let target = chapters.iter().find(|chapter| chapter.name == name);
            let target = target.unwrap_or_else(|| panic!("{}: {link}", chapter.name));
            let has_heading = heading.is_empty() || target.headings().any(|of| of == heading);
            assert!(has_heading, "{}: {link}", chapter.name);
        }
    }
}

/// What rustdoc compiles, what is run or read here, and what `recorders` runs.
const TRIED: [&str; 9] = [
    "rust", "console", "sh", "json", "python", "go", "java", "elixir", "text",
];

/// What no program of ours makes anything of.
const UNTRIED: [&str; 2] = ["toml", "diff"];

#[test]
fn every_block_of_a_document_is_of_a_known_language() {
    for document in documents() {
        for block in document.blocks() {
            let (name, language) = (&document.name, block.language);
            let is_known = TRIED.contains(&language) || UNTRIED.contains(&language);
            assert!(is_known, "{name}: {language:?}");
        }
    }
}

#[test]
fn the_guide_is_compiled_and_its_summary_lists_every_chapter() {
    let summary = Document::read(root(), "docs/src/SUMMARY.md").text;
    let facade = Document::read(root(), "src/lib.rs").text;
    for chapter in Document::guide(root()) {
        let file = chapter.name.trim_start_matches("docs/src/");
        if file == "SUMMARY.md" {
            continue;
        }
        assert!(summary.contains(&format!("({file})")), "{file}");
        let included = format!("include_str!(\"../docs/src/{file}\")");
        assert!(facade.contains(&included), "{file}");
    }
}

#[test]
fn the_readme_lists_every_model() {
    let readme = Document::read(root(), "README.md").text;
    let models = lockstep(&["models"]).stdout;
    let names: Vec<_> = models
        .lines()
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split_once(':'))
        .collect();
    assert!(names.len() > 10, "the models are read: {names:?}");
    for (name, _) in names {
        assert!(readme.contains(&format!("`{name}`")), "{name}");
    }
}
