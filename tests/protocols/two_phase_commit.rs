//! Two-phase commit: two participants both do their part of a transaction, or neither does.
//!
//! A participant that has promised its part waits for the coordinator's decision, however long. So the coordinator
//! has to know after a crash what it has decided before. If it sends a decision that is not on its disk for good,
//! one participant may learn of that decision and the other of its opposite:
//!
//! ```text
//!                   ┌── commit ──▶ a
//!   coordinator ────┴─ crash ─┬──▶
//!                             └── abort ──▶ b
//! ```

use lockstep::otp::cluster::{self, Disk};
use lockstep::otp::{self, Inbox, Node, Pid};
use lockstep::rand;

use crate::{SECOND, is_found, never_fails, start};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decision {
    Commit,
    Abort,
}

enum ToCoordinator {
    Vote(Decision),
    InDoubt(Pid<ToParticipant>),
}

#[derive(Clone, Copy)]
enum ToParticipant {
    Prepare,
    Decided(Decision),
}

/// How a coordinator keeps what it has decided.
type Keep = fn(&Disk, Decision);

/// How a coordinator decides.
type Decide = fn(&mut Inbox<ToCoordinator>, [Node; 2]) -> Decision;

/// Decides, unless that was done before a crash, and tells the participants.
fn coordinator(
    participants: [Node; 2],
    decide: Decide,
    keep: Keep,
) -> impl FnOnce(Inbox<ToCoordinator>) {
    move |mut inbox| {
        let disk = Disk::here();
        let decision = disk.read("decision").unwrap_or_else(|| {
            let decision = decide(&mut inbox, participants);
            keep(&disk, decision);
            decision
        });
        tell(participants, ToParticipant::Decided(decision));
        loop {
            if let ToCoordinator::InDoubt(participant) = inbox.recv() {
                participant.send(ToParticipant::Decided(decision));
            }
        }
    }
}

/// Commits if all promise their part in time.
fn ask_for_votes(inbox: &mut Inbox<ToCoordinator>, participants: [Node; 2]) -> Decision {
    tell(participants, ToParticipant::Prepare);
    let votes = participants.map(|_| {
        inbox.recv_match_timeout(SECOND, |message| match message {
            ToCoordinator::Vote(vote) => Ok(vote),
            in_doubt @ ToCoordinator::InDoubt(_) => Err(in_doubt),
        })
    });
    if votes == [Some(Decision::Commit); 2] {
        Decision::Commit
    } else {
        Decision::Abort
    }
}

/// Aborts what was not decided before the crash: the votes are forgotten.
fn give_up(_: &mut Inbox<ToCoordinator>, _: [Node; 2]) -> Decision {
    Decision::Abort
}

fn tell(participants: [Node; 2], message: ToParticipant) {
    for node in participants {
        if let Some(participant) = otp::whereis_on(node, "participant") {
            participant.send(message);
        }
    }
}

/// Promises its part or does not, and waits for the decision.
fn participant(node_of_coordinator: Node) -> impl FnOnce(Inbox<ToParticipant>) {
    move |mut inbox| {
        let disk = Disk::here();
        let send = |message| {
            if let Some(coordinator) = otp::whereis_on(node_of_coordinator, "coordinator") {
                coordinator.send(message);
            }
        };
        loop {
            match inbox.recv_timeout(SECOND) {
                Some(ToParticipant::Prepare) => send(ToCoordinator::Vote(promise(&disk))),
                Some(ToParticipant::Decided(decision)) => return carry_out(&disk, decision),
                None => send(ToCoordinator::InDoubt(inbox.pid())),
            }
        }
    }
}

/// Who votes for the commit has to be able to do its part, even after a crash.
fn promise(disk: &Disk) -> Decision {
    let vote = *rand::choose(&[
        Decision::Commit,
        Decision::Commit,
        Decision::Commit,
        Decision::Abort,
    ]);
    if vote == Decision::Commit {
        disk.write("part", ());
        disk.sync();
    }
    vote
}

fn carry_out(disk: &Disk, decision: Decision) {
    if decision == Decision::Commit {
        let part: Option<()> = disk.read("part");
        assert!(part.is_some(), "what was promised is lost");
    }
    if disk.read::<Decision>("decision").is_none() {
        disk.write("decision", decision);
        disk.sync();
    }
}

/// Waits until a participant has learnt what was decided.
fn outcome(participant: Node) -> Decision {
    loop {
        if let Some(decision) = Disk::of(participant).read("decision") {
            return decision;
        }
        otp::sleep(SECOND);
    }
}

/// One transaction, while one of the nodes crashes.
fn run(keep: Keep) {
    let [c, a, b] = cluster::start_nodes(["c", "a", "b"]);
    for node in [a, b] {
        start(node, "participant", participant(c));
    }
    start(c, "coordinator", coordinator([a, b], ask_for_votes, keep));
    otp::spawn(move |_: Inbox<()>| {
        let node = *rand::choose(&[c, c, c, a, b]);
        cluster::stop_node(node);
        cluster::start_node(node);
        if node == c {
            start(c, "coordinator", coordinator([a, b], give_up, keep));
        } else {
            start(node, "participant", participant(c));
        }
    });
    assert_eq!(outcome(a), outcome(b), "the participants disagree");
}

#[test]
fn a_decision_that_is_on_the_disk_before_it_is_sent_is_the_same_for_all() {
    never_fails(|| {
        run(|disk, decision| {
            disk.write("decision", decision);
            disk.sync();
        });
    });
}

#[test]
fn a_decision_that_is_not_synced_may_be_another_one_after_a_crash() {
    is_found("the participants disagree", || {
        run(|disk, decision| disk.write("decision", decision));
    });
}
