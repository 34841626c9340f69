use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use lockstep::report::HistoryPage;

/// Where the pages of histories go: a file for the only one, or a directory that gets one for each.
#[derive(Debug)]
pub(crate) enum Pages {
    File(PathBuf),
    Below(PathBuf),
}

impl Pages {
    /// Takes the path of the command line, for these histories.
    pub(crate) fn at(path: &Path, files: &[String]) -> Result<Self, String> {
        let extension = path.extension().and_then(OsStr::to_str);
        if !matches!(extension, Some("html" | "htm")) || path.is_dir() {
            refuse_shared(path, files)?;
            return Ok(Pages::Below(path.to_owned()));
        }
        if files.len() > 1 {
            return Err(format!(
                "--html {} is one page, and there are {} histories; give a directory",
                path.display(),
                files.len()
            ));
        }
        Ok(Pages::File(path.to_owned()))
    }

    /// Writes the page of a history, and returns its path.
    pub(crate) fn write(&self, file: &str, page: &HistoryPage) -> Result<PathBuf, String> {
        let path = match self {
            Pages::File(path) => path.clone(),
            Pages::Below(directory) => directory.join(below(file)),
        };
        let written = write(&path, &page.to_html());
        written.map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(path)
    }
}

fn write(path: &Path, html: &str) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, html)
}

/// Refuses histories of which one would be written over the page of another.
fn refuse_shared(directory: &Path, files: &[String]) -> Result<(), String> {
    let mut owners = BTreeMap::new();
    for file in files {
        let page = below(file);
        if let Some(other) = owners.insert(page.clone(), file) {
            return Err(format!(
                "--html {}: {other} and {file} have one page, {}; check them one after the other",
                directory.display(),
                directory.join(page).display()
            ));
        }
    }
    Ok(())
}

/// Returns where the page of a history stands below the directory: at its own path, without what leads out.
fn below(file: &str) -> PathBuf {
    if file == "-" {
        return "stdin.html".into();
    }
    let normal = |component: &Component<'_>| matches!(component, Component::Normal(_));
    let mut path: PathBuf = Path::new(file).components().filter(normal).collect();
    path.as_mut_os_string().push(".html");
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_stay_below_their_directory() {
        assert_eq!(below("a/b.jsonl"), Path::new("a/b.jsonl.html"));
        assert_eq!(below("/tmp/../a/b.edn"), Path::new("tmp/a/b.edn.html"));
        assert_eq!(below("-"), Path::new("stdin.html"));
    }

    #[test]
    fn no_page_is_written_over_another() {
        let at = |files: [&str; 2]| Pages::at(Path::new("pages"), &files.map(str::to_owned));
        assert!(at(["a.jsonl", "b/a.jsonl"]).is_ok());
        let said = "--html pages: ../a.jsonl and a.jsonl have one page, pages/a.jsonl.html; \
                    check them one after the other";
        assert_eq!(at(["../a.jsonl", "a.jsonl"]).err().as_deref(), Some(said));
        assert!(at(["-", "stdin"]).is_err());
    }
}
