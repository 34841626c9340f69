use std::time::Duration;

use lockstep_otp::{
    self as otp, ChildSpec, ExitReason, Inbox, Pid, RestartStrategy, Shutdown, Supervisor,
    SupervisorSpec,
};

use crate::search::always;

/// Starts a child that takes three seconds to shut down, and says how it has ended.
fn slow(shutdown: Shutdown, ended: Pid<(ExitReason, Duration)>) -> Supervisor {
    let child = ChildSpec::new("slow", move || {
        let pid = otp::spawn_link(|mut inbox: Inbox<()>| {
            inbox.trap_exit(|_| ());
            inbox.recv();
            otp::sleep(Duration::from_secs(3));
            otp::quit("done");
        });
        otp::spawn(move |mut inbox: Inbox<ExitReason>| {
            inbox.monitor(pid, |down| down.reason);
            ended.send((inbox.recv(), otp::now()));
        });
        pid
    });
    let spec = SupervisorSpec::new(RestartStrategy::OneForOne).child(child.shutdown(shutdown));
    spec.start_link().unwrap()
}

#[track_caller]
fn assert_ends(shutdown: Shutdown, reason: &'static ExitReason, seconds: u64) {
    always(move || {
        let mut inbox = otp::inbox();
        let supervisor = slow(shutdown, inbox.pid());
        otp::sleep(Duration::from_secs(1));
        supervisor.terminate_child("slow").unwrap();
        let after = Duration::from_secs(1 + seconds);
        assert_eq!(otp::now(), after);
        assert_eq!(inbox.recv(), (reason.clone(), after));
    });
}

#[test]
fn a_child_that_does_not_shut_down_in_time_is_killed() {
    let shutdown = Shutdown::Timeout(Duration::from_secs(2));
    assert_ends(shutdown, &ExitReason::Killed, 2);
}

#[test]
fn a_child_may_be_killed_at_once() {
    assert_ends(Shutdown::BrutalKill, &ExitReason::Killed, 0);
}

#[test]
fn a_child_may_take_its_time_to_shut_down() {
    always(|| {
        let mut inbox = otp::inbox();
        let supervisor = slow(Shutdown::Infinity, inbox.pid());
        otp::sleep(Duration::from_secs(1));
        supervisor.terminate_child("slow").unwrap();
        let ended = ("done".into(), Duration::from_secs(4));
        assert_eq!(inbox.recv(), ended);
    });
}
