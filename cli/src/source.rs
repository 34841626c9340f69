use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The source that a trace speaks of, as far as it is in a folder.
pub(crate) struct Source<'a> {
    directory: &'a Path,
    /// The files that were asked for; nothing if there is no such file.
    files: HashMap<String, Option<String>>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(directory: &'a Path) -> Self {
        Self {
            directory,
            files: HashMap::new(),
        }
    }

    /// Returns the line at a place such as `src/bank.rs:31`, without the spaces around it.
    pub(crate) fn line_at(&mut self, place: &str) -> Option<String> {
        let (file, number) = place.rsplit_once(':')?;
        let number: usize = number.parse().ok()?;
        let directory = self.directory;
        let text = self.files.entry(file.into());
        let text = text.or_insert_with(|| read(directory, file)).as_ref()?;
        let line = text.lines().nth(number.checked_sub(1)?)?;
        Some(line.trim().into())
    }
}

/// Reads a file of the folder. A place in another crate begins with that crate's name, which may be the
/// name of the folder.
fn read(directory: &Path, file: &str) -> Option<String> {
    let file = inside(file)?;
    let without_crate: PathBuf = file.components().skip(1).collect();
    let found = fs::read_to_string(directory.join(&file));
    found
        .or_else(|_| fs::read_to_string(directory.join(without_crate)))
        .ok()
}

/// Returns a path unless it leads out of the folder: a trace may come from anywhere.
fn inside(file: &str) -> Option<PathBuf> {
    let path = PathBuf::from(file);
    let is_name = |part: Component<'_>| matches!(part, Component::Normal(_));
    path.components().all(is_name).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_read_outside_of_the_folder() {
        assert_eq!(inside("/etc/passwd"), None);
        assert_eq!(inside("src/../../secret.rs"), None);
        let mut source = Source::new(Path::new(env!("CARGO_MANIFEST_DIR")));
        assert_eq!(source.line_at("src/../Cargo.toml:1"), None);
        assert_eq!(source.line_at("Cargo.toml:1").as_deref(), Some("[package]"));
        assert_eq!(
            source.line_at("cli/Cargo.toml:1").as_deref(),
            Some("[package]")
        );
        assert_eq!(source.line_at("Cargo.toml:0"), None);
        assert_eq!(source.line_at("Cargo.toml"), None);
    }
}
