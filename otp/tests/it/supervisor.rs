mod children;
mod intensity;
mod part;
mod shutdown;
mod state;

use lockstep_otp::{self as otp, ExitReason, Restart, RestartStrategy, SupervisorSpec};

use crate::search::always;
use part::{Note, notes, part, running};

fn of_three(strategy: RestartStrategy, notes: otp::Pid<Note>) -> SupervisorSpec {
    let spec = SupervisorSpec::new(strategy);
    let parts = ["a", "b", "c"].into_iter();
    parts.fold(spec, |spec, name| spec.child(part(name, notes)))
}

/// Checks what three children do, of which the second ends.
#[track_caller]
fn assert_restarts(strategy: RestartStrategy, noted: &'static [&'static str]) {
    always(move || {
        let mut inbox = otp::inbox();
        let supervisor = of_three(strategy, inbox.pid()).start_link().unwrap();
        assert_eq!(notes(&mut inbox, 3), ["a begins", "b begins", "c begins"]);
        running(supervisor, "b").cast("broken".into());
        assert_eq!(notes(&mut inbox, noted.len()), noted);
        assert_eq!(supervisor.count_children().active, 3);
        supervisor.stop();
        assert_eq!(notes(&mut inbox, 3), ["c ends", "b ends", "a ends"]);
    });
}

#[test]
fn one_for_one_restarts_the_one_that_has_ended() {
    assert_restarts(RestartStrategy::OneForOne, &["b ends", "b begins"]);
}

#[test]
fn one_for_all_ends_the_others_the_last_first_and_starts_all_in_order() {
    let noted = &[
        "b ends", "c ends", "a ends", "a begins", "b begins", "c begins",
    ];
    assert_restarts(RestartStrategy::OneForAll, noted);
}

#[test]
fn rest_for_one_ends_those_behind_and_starts_from_there() {
    let noted = &["b ends", "c ends", "b begins", "c begins"];
    assert_restarts(RestartStrategy::RestForOne, noted);
}

/// Returns what is noted after a child has ended for a reason.
fn noted_after(restart: Restart, reason: &ExitReason) -> Vec<String> {
    let mut inbox = otp::inbox();
    let child = part("child", inbox.pid()).restart(restart);
    let spec = SupervisorSpec::new(RestartStrategy::OneForOne).child(child);
    let supervisor = spec.start_link().unwrap();
    running(supervisor, "child").cast(reason.clone());
    assert_eq!(notes(&mut inbox, 2), ["child begins", "child ends"]);
    otp::sleep(otp::CALL_TIMEOUT);
    let specs = supervisor.count_children().specs;
    let left = std::iter::from_fn(|| inbox.try_recv()).map(|note| note.to_string());
    left.chain([format!("{specs} known")]).collect()
}

#[test]
fn permanent_children_are_always_restarted() {
    always(|| {
        let noted = noted_after(Restart::Permanent, &ExitReason::Normal);
        assert_eq!(noted, ["child begins", "1 known"]);
    });
}

#[test]
fn transient_children_are_restarted_if_they_have_ended_in_disorder() {
    always(|| {
        let noted = noted_after(Restart::Transient, &"broken".into());
        assert_eq!(noted, ["child begins", "1 known"]);
    });
    for orderly in [ExitReason::Normal, ExitReason::Shutdown] {
        always(move || assert_eq!(noted_after(Restart::Transient, &orderly), ["1 known"]));
    }
}

#[test]
fn temporary_children_are_never_restarted_and_forgotten() {
    always(|| {
        let noted = noted_after(Restart::Temporary, &"broken".into());
        assert_eq!(noted, ["0 known"]);
    });
}

#[test]
fn temporary_children_are_not_restarted_with_others() {
    always(|| {
        let mut inbox = otp::inbox();
        let spec = SupervisorSpec::new(RestartStrategy::OneForAll)
            .child(part("a", inbox.pid()).restart(Restart::Temporary))
            .child(part("b", inbox.pid()));
        let supervisor = spec.start_link().unwrap();
        running(supervisor, "b").cast("broken".into());
        let noted = ["a begins", "b begins", "b ends", "a ends", "b begins"];
        assert_eq!(notes(&mut inbox, 5), noted);
        assert_eq!(supervisor.count_children().specs, 1);
    });
}
