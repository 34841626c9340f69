use std::num::NonZero;

use lockstep::history::Outcome;
use lockstep::prelude::*;

/// A checker that is measured, of histories of one model.
///
/// The peers are given the model's own steps, so that all of them search the same object.
pub(crate) trait Peer<M: Model> {
    const NAME: &str;

    /// A history in the form that the checker takes.
    type Subject: Clone;

    fn subject(history: &History<M::Op, M::Ret>) -> Self::Subject;

    fn is_linearizable(subject: Self::Subject) -> bool;
}

/// This project's checker, on one thread.
pub(crate) struct Lockstep;

impl<M: Model + Default + Sync> Peer<M> for Lockstep {
    const NAME: &str = "lockstep";

    type Subject = History<M::Op, M::Ret>;

    fn subject(history: &Self::Subject) -> Self::Subject {
        history.clone()
    }

    fn is_linearizable(history: Self::Subject) -> bool {
        let checker = Checker::linearizable(M::default()).threads(NonZero::<usize>::MIN);
        checker.check(&history).is_valid()
    }
}

/// What a process did, in the words that peers have for it.
pub(crate) enum Action<M: Model> {
    Call(M::Op),
    Return(M::Op, M::Ret),
    /// The operation may take effect at any later time, or never.
    Lost(M::Op),
}

/// Returns what the processes did, in order, without the operations that failed.
///
/// Operations are lost last of all: an effect that comes when all else is over is as good as none.
pub(crate) fn actions<M: Model>(history: &History<M::Op, M::Ret>) -> Vec<(usize, Action<M>)> {
    let mut timed = Vec::new();
    for operation in history.operations() {
        let op = || operation.op.clone();
        let (time, end) = match (&operation.outcome, operation.completed) {
            (Outcome::Failed, _) => continue,
            (Outcome::Done(Some(ret)), Some(event)) => (event, Action::Return(op(), ret.clone())),
            _ => (u32::MAX, Action::Lost(op())),
        };
        let process = usize::try_from(operation.process).expect("processes have small numbers");
        timed.push((operation.invoked, process, Action::Call(op())));
        timed.push((time, process, end));
    }
    timed.sort_by_key(|(time, ..)| *time);
    let actions = timed.into_iter();
    actions
        .map(|(_, process, action)| (process, action))
        .collect()
}
