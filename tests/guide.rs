//! What the guide shows of the scheduler is what it says.
#![expect(dead_code, reason = "each of these programs has a main function")]

#[path = "../examples/load_once.rs"]
mod load_once;

use expect_test::expect_file;
use lockstep::prelude::*;
use lockstep::scheduler::Statistics;

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

#[test]
fn the_guide_shows_rows_of_the_table_of_strategies() {
    let strategies = include_str!("../scheduler/src/strategy.rs");
    let chapter = chapter("strategy");
    let (_, table) = chapter.split_once("\n| program |").expect("it has it");
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    for row in rows {
        assert!(strategies.contains(&format!("//! {row}\n")), "{row}");
    }
}

#[test]
fn the_guide_shows_what_is_said_at_the_end_of_a_search() {
    let statistics = Statistics {
        executions: 1_000,
        distinct: 812,
        once: 700,
        races: 6,
        races_both: 5,
        steps: 41_233,
        ..Statistics::default()
    };
    let said = statistics.to_string();
    let (said, _) = said.split_once(" steps").expect("it says how many");
    assert!(chapter("strategy").contains(said), "{said}");
}

#[test]
fn the_guide_shows_rows_of_the_table_of_published_crates() {
    let readme = include_str!("../examples/crates/README.md");
    let chapter = chapter("methodology");
    let rows = chapter.lines().filter(|line| line.starts_with("| `"));
    let rows: Vec<_> = rows.collect();
    assert!(rows.len() > 5, "the table is read: {rows:?}");
    for row in rows {
        assert!(readme.contains(&format!("\n{row}\n")), "{row}");
    }
}
