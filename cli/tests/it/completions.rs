//! `lockstep completions`: what a shell makes of it.

use std::process::Command;

use crate::lockstep::{file, folder, lockstep};

#[test]
fn every_shell_completes_the_options_of_a_run() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ended = lockstep(&["completions", shell]);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{shell}");
        assert!(ended.stdout.contains("nemesis-interval"), "{shell}");
    }
}

#[test]
fn bash_completes_a_subcommand_an_option_and_a_value() {
    let script = lockstep(&["completions", "bash"]).stdout;
    let path = file(&folder("completions"), "lockstep.bash", &script);
    for (words, expected) in [
        (["lockstep", "sy"].as_slice(), "synth"),
        (&["lockstep", "check", "--htm"], "--html"),
        (&["lockstep", "check", "--consistency", "seq"], "sequential"),
    ] {
        assert_eq!(completed(&path, words), expected, "{words:?}");
    }
}

/// Returns what bash makes of the last word, having read the script.
fn completed(script: &str, words: &[&str]) -> String {
    let at = words.len() - 1;
    let (last, before) = (words[at], words[at - 1]);
    let ended = Command::new("bash")
        .args(["--norc", "-c"])
        .arg(format!(
            "source {script}; COMP_WORDS=({}); COMP_CWORD={at}; _lockstep lockstep '{last}' '{before}'; \
             echo \"${{COMPREPLY[*]}}\"",
            words.join(" ")
        ))
        .output()
        .expect("there is bash");
    let stderr = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{stderr}");
    let stdout = String::from_utf8(ended.stdout).expect("it prints text");
    stdout.trim().to_owned()
}

#[test]
fn an_unknown_shell_is_refused() {
    let ended = lockstep(&["completions", "tcsh"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("bash"), "{}", ended.stderr);
}
