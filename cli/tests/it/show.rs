use std::fs;

use crate::lockstep::{folder, lockstep};

const LOST: &str = "examples/schedules/lost-update.lockstep";

#[test]
fn a_page_is_the_same_in_a_file_and_on_stdout() {
    let path = folder("page").join("page.html");
    let target = path.to_str().expect("the path is text");
    let ended = lockstep(&["show", LOST, "--html", target]);
    assert_eq!(
        (ended.code, ended.stdout + &ended.stderr),
        (0, String::new())
    );
    let page = fs::read_to_string(&path).expect("it was written");
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    assert_eq!(lockstep(&["show", LOST, "--html", "-"]).stdout, page);
}

#[test]
fn a_page_has_the_lines_of_the_source_if_it_is_asked_for_them() {
    let html = ["show", LOST, "--html", "-"];
    let line = "an update is lost\\\")";
    assert!(!lockstep(&html).stdout.contains(line));
    let with_source = [&html[..], &["--source", "."]].concat();
    assert!(lockstep(&with_source).stdout.contains(line));
}

#[test]
fn a_page_that_cannot_be_written_is_an_error() {
    let ended = lockstep(&["show", LOST, "--html", "nowhere/page.html"]);
    assert_eq!(ended.code, 2);
    let said = "error: nowhere/page.html: No such file or directory";
    assert!(ended.stderr.contains(said), "{}", ended.stderr);
    let ended = lockstep(&["show", LOST, "--html", "-", "--all"]);
    assert_eq!(ended.code, 2);
}
