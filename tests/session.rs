//! The async race of the examples is found, and its repair is clean.
#![expect(dead_code, reason = "the program has a main function")]

#[path = "../examples/session.rs"]
mod session;

use lockstep::prelude::*;

#[lockstep::test(iterations = 1000)]
fn the_repaired_session_is_opened_once() {
    session::correct();
}

#[test]
fn the_async_race_is_found_shrunk_and_replayed() {
    let runner = Runner::new().test("session").without_traces();
    let bug = session::search(&runner);
    assert!(bug.to_string().contains("there are two sessions"), "{bug}");
    assert_eq!(bug.divergence, None);
    let simpler = bug.shrunk.as_ref().expect("it can be simpler");
    let again = runner.replay(&simpler.trace, session::broken).unwrap_err();
    assert_eq!(again.reason.category(), bug.reason.category());
}

#[lockstep::test(iterations = 100)]
async fn a_test_with_the_attribute_can_be_async() {
    let task = lockstep::future::spawn(async { 42 });
    assert_eq!(task.await.unwrap(), 42);
}

#[lockstep::test(iterations = 1000, early_timers = true)]
#[should_panic(expected = "fire_early")]
async fn a_test_with_the_attribute_can_ask_for_early_timers() {
    use lockstep::future::{spawn, sync::oneshot, time::timeout};
    let (answer, answered) = oneshot::channel();
    spawn(async move { answer.send(()) });
    let second = lockstep::time::Duration::from_secs(1);
    assert!(timeout(second, answered).await.is_ok());
}
