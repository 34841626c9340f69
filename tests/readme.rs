//! What the README shows of the scheduler is what it says.
#![expect(dead_code, reason = "each of these programs has a main function")]

#[path = "../examples/lost_update.rs"]
mod lost_update;
#[path = "../examples/proved_register.rs"]
mod proved_register;

use expect_test::expect_file;
use lockstep::prelude::*;

#[test]
fn the_readme_shows_the_report_of_a_lost_update() {
    let readme = std::fs::read_to_string("README.md").expect("it is in the root of the package");
    let runner = Runner::new().test("lost_update").without_traces();
    let report = lost_update::search(&runner).to_string();
    assert!(readme.contains(&report), "{report}");
}

#[test]
fn the_readme_shows_the_trace_of_that_lost_update() {
    let runner = Runner::new().test("lost_update").without_traces();
    let simpler = lost_update::search(&runner).shrunk;
    let trace = simpler.expect("it can be simpler").trace.to_string();
    expect_file!["../examples/schedules/lost-update.lockstep"].assert_eq(&trace);
}

#[test]
fn the_readme_shows_what_is_said_of_a_register_that_is_proved() {
    let readme = std::fs::read_to_string("README.md").expect("it is in the root of the package");
    let statistics = proved_register::prove(proved_register::correct).expect("it is linearizable");
    assert!(statistics.is_exhausted && statistics.account.is_whole());
    let said = statistics.to_string();
    // How fast it was differs.
    let said = said.split(" steps").next().expect("something is said");
    assert!(readme.contains(said), "{said}");
    assert!(proved_register::prove(proved_register::broken).is_err());
}

#[lockstep::test(strategy = "pos", iterations = 100, seed = 1)]
fn a_test_with_the_attribute_runs_under_many_schedules() {
    lost_update::correct();
}

#[lockstep::test(iterations = 100, seed = 1)]
#[should_panic(expected = "an update is lost")]
fn a_test_with_the_attribute_fails_with_the_report() {
    lost_update::broken();
}
