//! Asks the compiler whether its std has what a mirror is of.

use std::env::var_os;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(std_has_downgrade)");
    // RwLockWriteGuard::downgrade is stable since Rust 1.92.
    if minor_version().is_some_and(|minor| minor >= 92) {
        println!("cargo::rustc-cfg=std_has_downgrade");
    }
}

/// Returns the second number of the compiler's version, which begins with 1.
fn minor_version() -> Option<u32> {
    let asked = Command::new(var_os("RUSTC")?).arg("--version").output();
    let version = String::from_utf8(asked.ok()?.stdout).ok()?;
    version.split('.').nth(1)?.parse().ok()
}
