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
    /// Takes the path of the command line, for so many histories.
    pub(crate) fn at(path: &Path, histories: usize) -> Result<Self, String> {
        let extension = path.extension().and_then(OsStr::to_str);
        if !matches!(extension, Some("html" | "htm")) || path.is_dir() {
            return Ok(Pages::Below(path.to_owned()));
        }
        if histories > 1 {
            return Err(format!(
                "--html {} is one page, and there are {histories} histories; give a directory",
                path.display()
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
}
