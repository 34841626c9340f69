use std::fmt;
use std::panic::Location;
use std::sync::Arc;

use lockstep_scheduler::rand;
use lockstep_scheduler::thread;
use lockstep_scheduler::time::{Duration, Instant};

use super::case::{Case, Purpose, Token};
use super::error::{
    ReadyTimeoutError, RecvError, SelectTimeoutError, SendError, TryReadyError, TrySelectError,
};
use super::selection::{Choice, Selection};
use super::{Receiver, Sender};

/// Operations on channels, of which one is chosen that is possible.
///
/// If several are, any of them is chosen, by the random choices of the task. A search for a proof does not
/// try the others: use [`new_biased`](Self::new_biased) there, which takes the first.
///
/// # Examples
///
/// ```
/// use lockstep_crossbeam::channel::{Select, unbounded};
///
/// let (one, other) = (unbounded::<u32>(), unbounded());
/// other.0.send(7).unwrap();
/// let mut select = Select::new();
/// select.recv(&one.1);
/// let second = select.recv(&other.1);
/// let chosen = select.select();
/// assert_eq!(chosen.index(), second);
/// assert_eq!(chosen.recv(&other.1), Ok(7));
/// ```
#[derive(Clone)]
pub struct Select<'a> {
    cases: Vec<Option<&'a dyn Case>>,
    order: Order,
}

/// Which operation is tried first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Any,
    First,
}

/// An operation that was chosen, and has to be completed.
#[must_use = "complete it"]
pub struct SelectedOperation<'a> {
    index: usize,
    token: Token,
    of: &'a dyn Case,
    progress: Progress,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    Chosen,
    Completed,
}

/// How long one waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Patience {
    None,
    Until(Instant),
    Endless,
}

impl Patience {
    fn of(timeout: Duration) -> Self {
        Instant::now()
            .checked_add(timeout)
            .map_or(Self::Endless, Self::Until)
    }
}

impl<'a> Select<'a> {
    /// Makes a choice among nothing so far, in which any operation may be tried first.
    pub fn new() -> Self {
        Self {
            cases: Vec::new(),
            order: Order::Any,
        }
    }

    /// Makes a choice among nothing so far, in which the first that is possible is chosen.
    pub fn new_biased() -> Self {
        Self {
            cases: Vec::new(),
            order: Order::First,
        }
    }

    /// Adds sending into a channel, and returns the index of that.
    pub fn send<T>(&mut self, sender: &'a Sender<T>) -> usize {
        self.add(sender)
    }

    /// Adds receiving from a channel, and returns the index of that.
    pub fn recv<T>(&mut self, receiver: &'a Receiver<T>) -> usize {
        self.add(receiver)
    }

    fn add(&mut self, case: &'a dyn Case) -> usize {
        self.cases.push(Some(case));
        self.cases.len() - 1
    }

    /// Takes an operation out; the others keep their indices.
    ///
    /// # Panics
    ///
    /// If there is no such operation.
    pub fn remove(&mut self, index: usize) {
        let case = self.cases.get_mut(index);
        let case = case.expect("index out of bounds");
        assert!(case.take().is_some(), "there is no operation at this index");
    }

    /// Chooses an operation that is possible.
    ///
    /// # Errors
    ///
    /// If none is.
    #[track_caller]
    pub fn try_select(&mut self) -> Result<SelectedOperation<'a>, TrySelectError> {
        let chosen = self.choose(Patience::None, Location::caller());
        chosen.ok_or(TrySelectError)
    }

    /// Waits until an operation is possible, and chooses it.
    ///
    /// # Panics
    ///
    /// If there are no operations.
    #[track_caller]
    pub fn select(&mut self) -> SelectedOperation<'a> {
        assert!(
            self.cases().next().is_some(),
            "no operations have been added to `Select`"
        );
        let chosen = self.choose(Patience::Endless, Location::caller());
        chosen.unwrap_or_else(|| panic!("nothing is possible after the end of the execution"))
    }

    /// Waits until an operation is possible, but no longer than `timeout`, and chooses it.
    ///
    /// # Errors
    ///
    /// If the time is over.
    #[track_caller]
    pub fn select_timeout(
        &mut self,
        timeout: Duration,
    ) -> Result<SelectedOperation<'a>, SelectTimeoutError> {
        let chosen = self.choose(Patience::of(timeout), Location::caller());
        chosen.ok_or(SelectTimeoutError)
    }

    /// Waits until an operation is possible, but not after `deadline`, and chooses it.
    ///
    /// # Errors
    ///
    /// If the time is over.
    #[track_caller]
    pub fn select_deadline(
        &mut self,
        deadline: Instant,
    ) -> Result<SelectedOperation<'a>, SelectTimeoutError> {
        let chosen = self.choose(Patience::Until(deadline), Location::caller());
        chosen.ok_or(SelectTimeoutError)
    }

    /// Returns the index of an operation that is possible.
    ///
    /// # Errors
    ///
    /// If none is.
    #[track_caller]
    pub fn try_ready(&mut self) -> Result<usize, TryReadyError> {
        let found = self.look(Patience::None, Location::caller());
        found.ok_or(TryReadyError)
    }

    /// Waits until an operation is possible, and returns its index. It may not be any more when it is tried.
    ///
    /// # Panics
    ///
    /// If there are no operations.
    #[track_caller]
    pub fn ready(&mut self) -> usize {
        assert!(
            self.cases().next().is_some(),
            "no operations have been added to `Select`"
        );
        let found = self.look(Patience::Endless, Location::caller());
        found.unwrap_or_else(|| panic!("nothing is possible after the end of the execution"))
    }

    /// As [`ready`](Self::ready), but waits no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// If the time is over.
    #[track_caller]
    pub fn ready_timeout(&mut self, timeout: Duration) -> Result<usize, ReadyTimeoutError> {
        let found = self.look(Patience::of(timeout), Location::caller());
        found.ok_or(ReadyTimeoutError)
    }

    /// As [`ready`](Self::ready), but does not wait after `deadline`.
    ///
    /// # Errors
    ///
    /// If the time is over.
    #[track_caller]
    pub fn ready_deadline(&mut self, deadline: Instant) -> Result<usize, ReadyTimeoutError> {
        let found = self.look(Patience::Until(deadline), Location::caller());
        found.ok_or(ReadyTimeoutError)
    }

    fn cases(&self) -> impl Iterator<Item = (usize, &'a dyn Case)> {
        let cases = self.cases.iter().enumerate();
        cases.filter_map(|(index, case)| case.map(|case| (index, case)))
    }

    fn choose(
        &self,
        patience: Patience,
        location: &'static Location<'static>,
    ) -> Option<SelectedOperation<'a>> {
        let begin = |(index, case): (usize, &'a dyn Case)| {
            let token = case.begin()?;
            Some((index, token))
        };
        let (index, token) = self.run(patience, Purpose::Doing, location, begin)?;
        let of = self.cases[index]?;
        Some(SelectedOperation {
            index,
            token,
            of,
            progress: Progress::Chosen,
        })
    }

    fn look(&self, patience: Patience, location: &'static Location<'static>) -> Option<usize> {
        let look = |(index, case): (usize, &'a dyn Case)| {
            let token = Token::Disconnected;
            case.is_possible().then_some((index, token))
        };
        let found = self.run(patience, Purpose::Looking, location, look);
        found.map(|(index, _)| index)
    }

    /// Tries all operations, and waits for them, as often as it takes.
    fn run(
        &self,
        patience: Patience,
        purpose: Purpose,
        location: &'static Location<'static>,
        try_one: impl Fn((usize, &'a dyn Case)) -> Option<(usize, Token)>,
    ) -> Option<(usize, Token)> {
        let mut cases: Vec<_> = self.cases().collect();
        let Some(&(_, first)) = cases.first() else {
            return Self::wait_for_nothing(patience);
        };
        if self.order == Order::Any && cases.len() > 1 {
            let start = rand::below(cases.len() as u64);
            cases.rotate_left(usize::try_from(start).expect("below a number of operations"));
        }
        first.reach(None, None, location);
        loop {
            if let Some(found) = cases.iter().copied().find_map(&try_one) {
                return Some(found);
            }
            let deadline = match patience {
                Patience::None => return None,
                Patience::Until(deadline) if deadline <= Instant::now() => return None,
                Patience::Until(deadline) => Some(deadline),
                Patience::Endless => None,
            };
            match wait(&cases, deadline, purpose, location) {
                Waited::Taken(index, ticket) => return Some((index, Token::Ticket(ticket))),
                Waited::LookAgain => {}
            }
        }
    }

    fn wait_for_nothing(patience: Patience) -> Option<(usize, Token)> {
        match patience {
            Patience::None => {}
            Patience::Until(deadline) => {
                thread::sleep(deadline.saturating_duration_since(Instant::now()));
            }
            Patience::Endless => loop {
                thread::park();
            },
        }
        None
    }
}

/// How a wait for several operations ended.
enum Waited {
    /// Somebody has met it for the operation with this index.
    Taken(usize, u64),
    LookAgain,
}

/// Waits until one of several operations may be possible.
fn wait(
    cases: &[(usize, &dyn Case)],
    deadline: Option<Instant>,
    purpose: Purpose,
    location: &'static Location<'static>,
) -> Waited {
    let selection = Arc::new(Selection::new());
    let waits = cases.iter().all(|(index, case)| {
        let selection = Arc::clone(&selection);
        let index = *index;
        case.wait(&Choice { selection, index }, purpose)
    });
    if waits {
        let due = cases.iter().filter_map(|(_, case)| case.due());
        let until = due.chain(deadline).min();
        let within = until.map(|until| until.saturating_duration_since(Instant::now()));
        let first = cases.iter().min_by_key(|(index, _)| *index);
        if let Some((_, first)) = first {
            first.reach(Some(&selection.door()), within, location);
        }
    }
    let taken = selection.close();
    for (_, case) in cases {
        case.leave(&selection);
    }
    taken.map_or(Waited::LookAgain, |(index, ticket)| {
        Waited::Taken(index, ticket)
    })
}

impl SelectedOperation<'_> {
    /// Returns the index of the operation.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Sends the message, which was chosen.
    ///
    /// # Errors
    ///
    /// If there are no receivers any more: the message.
    ///
    /// # Panics
    ///
    /// If something else was chosen.
    pub fn send<T>(mut self, sender: &Sender<T>, message: T) -> Result<(), SendError<T>> {
        self.complete(sender);
        let sent = sender.channel.complete_sending(self.token, message);
        sent.map_err(SendError)
    }

    /// Receives a message, which was chosen.
    ///
    /// # Errors
    ///
    /// If there are no senders any more.
    ///
    /// # Panics
    ///
    /// If something else was chosen.
    #[track_caller]
    pub fn recv<T>(mut self, receiver: &Receiver<T>) -> Result<T, RecvError> {
        let location = Location::caller();
        self.complete(receiver);
        let got = receiver.complete(self.token, location);
        got.map_err(|_| RecvError)
    }

    fn complete(&mut self, case: &dyn Case) {
        self.progress = Progress::Completed;
        assert!(
            self.of.address() == case.address(),
            "passed an end of a channel that was not chosen"
        );
    }
}

impl Drop for SelectedOperation<'_> {
    fn drop(&mut self) {
        let is_left = self.progress == Progress::Chosen && !thread::panicking();
        assert!(
            !is_left,
            "dropped `SelectedOperation` without completing the operation"
        );
    }
}

impl Default for Select<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Select<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Select { .. }")
    }
}

impl fmt::Debug for SelectedOperation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("SelectedOperation { .. }")
    }
}
