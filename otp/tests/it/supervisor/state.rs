use lockstep_otp::{
    self as otp, Agent, CALL_TIMEOUT, ChildSpec, RestartStrategy, StartOptions, SupervisorSpec,
};

use crate::search::{always, assert_found};

/// Adds to a total that is asked for by its name; returns false if nobody has said that it was added.
fn add(number: u32) -> bool {
    let total = Agent::<u32>::named("total");
    let added =
        total.map(|total| total.try_get_and_update(CALL_TIMEOUT, move |total| *total += number));
    matches!(added, Some(Ok(())))
}

fn total() -> ChildSpec {
    let options = || StartOptions::new().name("total").link();
    ChildSpec::new("total", move || Agent::start_with(options(), || 0_u32))
}

/// Adds while another process breaks the server of the total, and checks that what was added is there.
fn add_while_it_breaks(breaks: fn()) {
    let spec = SupervisorSpec::new(RestartStrategy::OneForOne).child(total());
    spec.start_link().unwrap();
    otp::spawn::<()>(move |_| breaks());
    let added = [1, 2].into_iter().filter(|number| add(*number)).sum();
    otp::sleep(CALL_TIMEOUT);
    let total = Agent::<u32>::named("total").unwrap();
    let found = total.get(|total| *total);
    assert!(
        found >= added,
        "the restart has lost {} of {added}",
        added - found
    );
}

#[test]
fn what_a_server_has_acknowledged_is_lost_when_it_is_restarted() {
    assert_found("the restart has lost", 50, || {
        add_while_it_breaks(|| {
            if let Some(total) = Agent::<u32>::named("total") {
                total.cast(|_| panic!("broken"));
            }
        });
    });
}

#[test]
fn nothing_is_lost_while_nothing_is_restarted() {
    always(|| add_while_it_breaks(|| ()));
}
