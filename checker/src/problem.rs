use hashbrown::{HashMap, HashSet};
use lockstep_history::{History, Operation, Outcome};
use lockstep_models::{Datum, Model, Parts, View};

use crate::dense::dense;

/// The time of an operation that never returned.
pub(crate) const NEVER: u32 = u32::MAX;

/// One independent part of a history, in dense numbers: all that a search needs but the steps.
#[derive(Debug)]
pub(crate) struct Problem {
    /// The operations that returned, by the time of their invocation.
    pub(crate) entries: Vec<Entry>,
    /// Invocations and returns, in the order in which they happened.
    pub(crate) moments: Vec<Moment>,
    /// What is known of each class of identical operations.
    pub(crate) classes: Vec<Class>,
    /// The operations that never returned, one row a class, the classes by first invocation.
    pub(crate) crashed: Vec<CrashedClass>,
    /// How many operations that returned are open at once, at most.
    pub(crate) width: u32,
    /// How many returns there are.
    pub(crate) returns: u32,
}

/// An operation that returned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) class: u32,
    /// The event that invoked it.
    pub(crate) invoked: u32,
    /// The event at which it returned.
    pub(crate) returned: u32,
    /// The bit that stands for it while it is open.
    pub(crate) slot: u32,
    /// Its place in the history's operations.
    pub(crate) operation: u32,
}

/// Something that happens in a history.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment {
    /// The entry is invoked.
    Invoke(u32),
    /// An operation of this crashed class, which never returns, is invoked.
    Crash(u32),
    /// The entry returns.
    Return(u32),
}

/// Operations with the same arguments and the same result; they can stand in for each other.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    /// The number of its operation, whatever that answered.
    pub(crate) op: u32,
    pub(crate) role: Role,
    /// The parts of the object that it touches; empty: all of it.
    pub(crate) parts: Vec<u32>,
    /// Its row in [`Problem::crashed`], if some of its operations crashed.
    pub(crate) crashed: Option<u32>,
}

/// What an operation does to the state, as far as the search can use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It changes nothing wherever it is possible.
    Observer,
    /// It is always possible and wipes out what was before.
    Overwriter,
    /// Anything else.
    Other,
}

/// The crashed operations of one class, by the time of their invocation.
#[derive(Clone, Debug)]
pub(crate) struct CrashedClass {
    pub(crate) class: u32,
    /// Their places in the history's operations.
    pub(crate) operations: Vec<u32>,
}

/// The operation and the result that a class stands for.
pub(crate) type Label<'a, M> = (&'a <M as Model>::Op, Option<&'a <M as Model>::Ret>);

/// Puts the operations of one part of a history into dense numbers.
///
/// What failed is left out, and so is what never returned and cannot matter: it changes nothing, or
/// nobody can have seen what it changed.
pub(crate) fn prepare<'a, M: Model>(
    model: &M,
    history: &'a History<M::Op, M::Ret>,
    operations: &[u32],
) -> (Problem, Vec<Label<'a, M>>) {
    let mut selection = Selection::new(model, history, operations);
    selection.drop_unobservable();
    let Selection {
        classes,
        labels,
        members,
        ..
    } = selection;
    let mut problem = Problem {
        entries: Vec::with_capacity(members.len()),
        moments: Vec::with_capacity(members.len() * 2),
        classes,
        crashed: Vec::new(),
        width: 0,
        returns: 0,
    };
    problem.lay_out(&members);
    (problem, labels)
}

/// An operation that takes part in the search.
struct Member {
    class: u32,
    invoked: u32,
    returned: u32,
    operation: u32,
}

struct Selection<'a, 'm, M: Model> {
    model: &'m M,
    labels: Vec<Label<'a, M>>,
    classes: Vec<Class>,
    members: Vec<Member>,
    /// Whether [`View`]s speak of the whole state that this part of the history sees.
    views_hold: bool,
}

impl<'a, 'm, M: Model> Selection<'a, 'm, M> {
    fn new(model: &'m M, history: &'a History<M::Op, M::Ret>, operations: &[u32]) -> Self {
        let mut selection = Self {
            model,
            labels: Vec::new(),
            classes: Vec::new(),
            members: Vec::with_capacity(operations.len()),
            views_hold: true,
        };
        let mut numbers: HashMap<Label<'a, M>, u32> = HashMap::new();
        for &place in operations {
            let operation = &history.operations()[place as usize];
            let Some((label, returned)) = label(model, operation) else {
                continue;
            };
            let fresh = dense(selection.labels.len());
            let class = *numbers.entry(label).or_insert(fresh);
            if class == fresh {
                selection.labels.push(label);
            }
            selection.members.push(Member {
                class,
                invoked: operation.invoked,
                returned,
                operation: place,
            });
        }
        selection.describe_classes();
        selection
    }

    fn describe_classes(&mut self) {
        let ops = number_ops::<M>(&self.labels);
        let parts = number_parts(self.model, &self.labels);
        let first = parts.first().cloned().unwrap_or_default();
        self.views_hold = first.len() <= 1 && parts.iter().all(|parts| *parts == first);
        self.classes = (self.labels.iter().zip(ops).zip(parts))
            .map(|((&label, number), parts)| Class {
                op: number,
                role: role(self.model, label, self.views_hold),
                parts: if self.views_hold { Vec::new() } else { parts },
                crashed: None,
            })
            .collect();
    }

    /// Leaves out crashed operations whose effect nobody can have seen.
    ///
    /// A crashed write of `v`, or a crashed swap to it, can be taken out of any linearization that holds
    /// it if no operation reads `v`, swaps it or is refused because of it: up to the next write there is
    /// nothing then but swaps that nobody knows the answers of, which are possible everywhere. A crashed
    /// insertion of `v` can be taken out together with the crashed removal that took `v` out. What is
    /// left out may have been what another crashed operation needed, so that the rule is applied until
    /// nothing changes.
    fn drop_unobservable(&mut self) {
        while self.views_hold {
            let Some(seen) = Seen::collect(self.model, &self.labels, &self.members) else {
                return;
            };
            let before = self.members.len();
            let (model, labels) = (self.model, &self.labels);
            self.members.retain(|member| {
                let (op, ret) = labels[member.class as usize];
                member.returned != NEVER || seen.matters(&model.view(op, ret))
            });
            if self.members.len() == before {
                return;
            }
        }
    }
}

/// Returns what an operation stands for and when it returned; nothing if it cannot matter.
#[inline]
pub(crate) fn label<'a, M: Model>(
    model: &M,
    operation: &'a Operation<M::Op, M::Ret>,
) -> Option<(Label<'a, M>, u32)> {
    let op = &operation.op;
    let (ret, returned) = match &operation.outcome {
        Outcome::Failed => return None,
        Outcome::Done(ret) => (ret.as_ref(), operation.completed.unwrap_or(NEVER)),
        Outcome::Unknown => (None, NEVER),
    };
    let tells_nothing = ret.is_none() && model.observes(op, None);
    (!tells_nothing).then_some(((op, ret), returned))
}

/// Gives the same number to the same operation, whatever it answered.
fn number_ops<M: Model>(labels: &[Label<'_, M>]) -> Vec<u32> {
    let mut numbers: HashMap<&M::Op, u32> = HashMap::new();
    labels
        .iter()
        .map(|&(op, _)| {
            let fresh = dense(numbers.len());
            *numbers.entry(op).or_insert(fresh)
        })
        .collect()
}

/// Numbers the parts that every label touches; no numbers stand for the whole object.
fn number_parts<'a, M: Model>(model: &M, labels: &[Label<'a, M>]) -> Vec<Vec<u32>> {
    let mut numbers: HashMap<&'a dyn Datum, u32> = HashMap::new();
    let mut number = |part| {
        let fresh = dense(numbers.len());
        *numbers.entry(part).or_insert(fresh)
    };
    labels
        .iter()
        .map(|&(op, _)| match model.parts(op) {
            Parts::Whole => Vec::new(),
            Parts::One(part) => vec![number(part)],
            Parts::Many(parts) => {
                let mut parts: Vec<u32> = parts.into_iter().map(&mut number).collect();
                parts.sort_unstable();
                parts.dedup();
                parts
            }
        })
        .collect()
}

/// Returns what an operation does to the state; [`View`]s may speak of a part of it only.
pub(crate) fn role<M: Model>(model: &M, (op, ret): Label<'_, M>, views_hold: bool) -> Role {
    if model.observes(op, ret) {
        Role::Observer
    } else if views_hold && matches!(model.view(op, ret), View::Write(_)) {
        Role::Overwriter
    } else {
        Role::Other
    }
}

/// The values that the operations of a history can tell apart.
#[derive(Default)]
struct Seen<'a> {
    values: HashSet<&'a dyn Datum>,
    /// The values that some operation saw the state to differ from, at most two.
    differs: Vec<&'a dyn Datum>,
}

impl<'a> Seen<'a> {
    /// Returns nothing if some operation may see more than its view tells.
    fn collect<'l: 'a, M: Model>(
        model: &'a M,
        labels: &'a [Label<'l, M>],
        members: &[Member],
    ) -> Option<Self> {
        let mut seen = Self::default();
        for member in members {
            let (op, ret) = labels[member.class as usize];
            match model.view(op, ret) {
                View::Opaque | View::Adds(_) | View::Counts(_) => return None,
                // It must take something, and what that is depends on all that is there.
                View::TakesSomething if member.returned != NEVER => return None,
                View::Read(value)
                | View::Swap(value, _)
                | View::MaySwap(value, _)
                | View::Takes(value)
                | View::Finds(value) => {
                    seen.values.insert(value);
                }
                View::Holds(values) => seen.values.extend(values.all()),
                View::Differs(value) => {
                    if seen.differs.len() < 2 && !seen.differs.contains(&value) {
                        seen.differs.push(value);
                    }
                }
                View::Write(_)
                | View::Puts(_)
                | View::Idle
                | View::TakesSomething
                | View::FindsNothing => {}
            }
        }
        Some(seen)
    }

    fn matters(&self, view: &View<'_>) -> bool {
        match view {
            View::Write(value) | View::Swap(_, value) | View::MaySwap(_, value) => {
                self.values.contains(value) || self.differs.iter().any(|other| other != value)
            }
            View::Puts(value) => self.values.contains(value),
            _ => true,
        }
    }
}

impl Problem {
    fn lay_out(&mut self, members: &[Member]) {
        let mut returns: Vec<(u32, u32)> = Vec::with_capacity(members.len());
        let mut free: Vec<u32> = Vec::new();
        for member in members {
            if member.returned == NEVER {
                continue;
            }
            returns.push((member.returned, dense(returns.len())));
        }
        returns.sort_unstable();
        self.returns = dense(returns.len());
        let mut due = returns.into_iter().peekable();
        for member in members {
            while let Some((_, entry)) = due.next_if(|(returned, _)| *returned < member.invoked) {
                self.moments.push(Moment::Return(entry));
                free.push(self.entries[entry as usize].slot);
            }
            if member.returned == NEVER {
                self.crash(member);
                continue;
            }
            let slot = free.pop().unwrap_or_else(|| {
                self.width += 1;
                self.width - 1
            });
            self.moments.push(Moment::Invoke(dense(self.entries.len())));
            self.entries.push(Entry {
                class: member.class,
                invoked: member.invoked,
                returned: member.returned,
                slot,
                operation: member.operation,
            });
        }
        self.moments
            .extend(due.map(|(_, entry)| Moment::Return(entry)));
    }

    fn crash(&mut self, member: &Member) {
        let class = &mut self.classes[member.class as usize];
        let row = *class.crashed.get_or_insert_with(|| {
            self.crashed.push(CrashedClass {
                class: member.class,
                operations: Vec::new(),
            });
            dense(self.crashed.len()) - 1
        });
        self.crashed[row as usize].operations.push(member.operation);
        self.moments.push(Moment::Crash(row));
    }
}

#[cfg(test)]
mod tests {
    use lockstep_history::Event::{Info, Invoke, Ok};
    use lockstep_history::{Event, History};
    use lockstep_models::RegisterOp::{Cas, Read, Write};
    use lockstep_models::RegisterRet::Got;
    use lockstep_models::{CasRegister, RegisterOp, RegisterRet};

    use super::*;

    /// Returns how many crashed operations of a register that holds 0 are left to be searched.
    fn crashed(
        events: impl IntoIterator<Item = Event<RegisterOp<u64>, RegisterRet<u64>>>,
    ) -> usize {
        let history = History::from_events(events).expect("each returns before it goes on");
        let operations: Vec<u32> = (0u32..).take(history.operations().len()).collect();
        let (problem, _) = prepare(&CasRegister::new(0), &history, &operations);
        (problem.crashed.iter())
            .map(|class| class.operations.len())
            .sum()
    }

    #[test]
    fn a_crashed_swap_to_a_value_that_nobody_saw_is_left_out() {
        let events = [
            Invoke(0, Cas(0, 5)),
            Invoke(1, Write(7)),
            Invoke(2, Read),
            Ok(2, Got(0)),
        ];
        assert_eq!(crashed(events), 0);
    }

    #[test]
    fn a_crashed_write_that_a_crashed_swap_may_have_built_on_is_kept() {
        let events = [
            Invoke(0, Write(7)),
            Invoke(1, Cas(7, 2)),
            Invoke(2, Read),
            Ok(2, Got(2)),
        ];
        assert_eq!(crashed(events), 2);
    }

    #[test]
    fn what_a_crashed_swap_built_on_is_left_out_with_it() {
        let events = [
            Invoke(0, Write(7)),
            Invoke(1, Cas(7, 2)),
            Info(1),
            Invoke(2, Read),
            Ok(2, Got(0)),
        ];
        assert_eq!(crashed(events), 0);
    }
}
