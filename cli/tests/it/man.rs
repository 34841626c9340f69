//! `lockstep man`: that the manual has a page for all that the help lists.

use std::fs;

use crate::lockstep::{folder, lockstep};

/// Returns the subcommands that the help lists, but for `help`.
fn subcommands() -> Vec<String> {
    let help = lockstep(&["--help"]).stdout;
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help");
    let names: Vec<_> = names.map(str::to_owned).collect();
    assert!(names.len() > 7, "the help is read: {names:?}");
    names
}

#[test]
fn the_page_lists_every_subcommand() {
    let ended = lockstep(&["man"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    assert!(ended.stdout.contains(".TH lockstep 1"), "{}", ended.stdout);
    for name in subcommands() {
        let entry = format!("lockstep\\-{name}(1)");
        assert!(ended.stdout.contains(&entry), "{name}: {}", ended.stdout);
    }
}

#[test]
fn a_directory_gets_a_page_for_every_subcommand_and_no_other() {
    let folder = folder("man").join("man1");
    let ended = lockstep(&["man", "--dir", folder.to_str().expect("the path is text")]);
    assert_eq!((ended.code, ended.stdout.as_str()), (0, ""));
    let subcommands = subcommands();
    for name in &subcommands {
        let page = folder.join(format!("lockstep-{name}.1"));
        let page = fs::read_to_string(page).expect("there is a page");
        assert!(page.contains(&format!(".TH lockstep-{name} 1")), "{page}");
    }
    let pages = fs::read_dir(&folder).expect("the folder is there").count();
    assert_eq!(pages, subcommands.len() + 1);
}

#[test]
fn a_directory_that_cannot_be_made_is_an_error() {
    let ended = lockstep(&["man", "--dir", "Cargo.toml/man1"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("Cargo.toml/man1"), "{}", ended.stderr);
}
