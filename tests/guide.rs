//! What the guide shows of the scheduler is what it says.
#![expect(dead_code, reason = "each of these programs has a main function")]

#[path = "../examples/load_once.rs"]
mod load_once;

use expect_test::expect_file;
use lockstep::prelude::*;

fn chapter(name: &str) -> String {
    let path = format!("docs/src/{name}.md");
    std::fs::read_to_string(path).expect("it is in the root of the package")
}

fn runner() -> Runner {
    Runner::new().test("load_once").without_traces()
}

#[test]
fn the_guide_shows_the_cache_that_loads_twice() {
    let example = include_str!("../examples/load_once.rs");
    let (_, rest) = example.split_once("    fn get(").expect("it is there");
    let (get, _) = rest.split_once("\n    }\n").expect("it ends");
    assert!(chapter("flaky-test").contains(get), "{get}");
}

#[test]
fn the_guide_shows_the_report_of_the_cache_that_loads_twice() {
    let report = load_once::search(&runner()).to_string();
    assert!(chapter("flaky-test").contains(&report), "{report}");
}

#[test]
fn the_guide_shows_the_trace_of_the_cache_that_loads_twice() {
    let simpler = load_once::search(&runner()).shrunk;
    let trace = simpler.expect("it can be simpler").trace.to_string();
    expect_file!["../examples/schedules/load-once.lockstep"].assert_eq(&trace);
}

#[test]
fn the_guide_shows_what_is_said_of_the_mended_cache() {
    for (strategy, chapter_name) in [("mix", "flaky-test"), ("dpor", "flaky-test")] {
        let statistics = runner().strategy(strategy).run(load_once::mended);
        let said = statistics.to_string();
        // How fast it was differs.
        let said = said.split(" steps").next().expect("something is said");
        assert!(chapter(chapter_name).contains(said), "{said}");
    }
}
