use std::fs;
use std::path::{Component, Path, PathBuf};

use lockstep::report::HistoryPage;

/// Where the pages of histories go: a file for the only one, or a directory that gets one for each.
#[derive(Debug)]
pub(crate) struct Pages {
    path: PathBuf,
    /// The history whose page the file is, once it is written.
    written: Option<String>,
}

impl Pages {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self {
            path,
            written: None,
        }
    }

    /// Writes the page of a history, and returns its path.
    pub(crate) fn write(&mut self, file: &str, page: &HistoryPage) -> Result<PathBuf, String> {
        let path = if self.is_file() {
            if let Some(other) = &self.written {
                return Err(format!(
                    "--html {} is the page of {other}; give a directory to get one of {file}, too",
                    self.path.display()
                ));
            }
            self.path.clone()
        } else {
            self.path.join(below(file))
        };
        write(&path, &page.to_html()).map_err(|error| format!("{}: {error}", path.display()))?;
        self.written = Some(file.to_owned());
        Ok(path)
    }

    fn is_file(&self) -> bool {
        let extension = self
            .path
            .extension()
            .and_then(|extension| extension.to_str());
        matches!(extension, Some("html" | "htm")) && !self.path.is_dir()
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
