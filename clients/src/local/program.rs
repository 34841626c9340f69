use std::env;
use std::fs;
use std::path::PathBuf;

/// Where Debian has PostgreSQL: in a folder for each release.
const RELEASES: &str = "/usr/lib/postgresql";

/// Finds a program in the folders of `PATH`, and where Debian has the programs of PostgreSQL.
pub(super) fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let usual = env::split_paths(&path).chain(releases());
    usual
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// Returns the folders with the programs of PostgreSQL's releases, the latest first.
fn releases() -> Vec<PathBuf> {
    let folders = fs::read_dir(RELEASES).into_iter().flatten().flatten();
    let mut releases: Vec<(u32, PathBuf)> = folders
        .filter_map(|folder| {
            let release = folder.file_name().to_str()?.parse().ok()?;
            Some((release, folder.path().join("bin")))
        })
        .collect();
    releases.sort();
    releases
        .into_iter()
        .rev()
        .map(|(_, folder)| folder)
        .collect()
}
