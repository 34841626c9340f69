/// Operations that contradict each other: the certificate of a refusal.
///
/// The operations come in the order that the [`Reason`] gives, by their places in the history once the
/// monitor that found them has told its caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clash {
    pub(crate) reason: Reason,
    pub(crate) operations: Vec<u32>,
    /// The one of them, or another one, at whose return all of that is known.
    pub(crate) known_by: u32,
}

/// Why operations contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// `[seer]`: it saw a value that nobody produced.
    Unproduced,
    /// `[seer, producer]`: it returned before the value that it saw was produced by the only operation
    /// that it can be from.
    Early,
    /// `[swap, swap]` or `[swap, swap, producer]`: both swapped the same value for another, which was
    /// produced once, by the producer or at the start.
    SwappedTwice,
    /// `[swap, …]`: each swapped the value for another that the one before it produced, and the first
    /// one that of the last.
    Circle,
    /// `[later, earlier]`: the first returned before the second was invoked, and yet swaps lead from
    /// what the second did to what the first did.
    AgainstSwaps,
    /// `[a, b, b', a']`: a returned before b was invoked, b' before a' was; a and a' are about one value
    /// or what swaps made of it, and so are b and b' about another, and neither can stand between the
    /// operations of the other.
    Interleaved,
    /// `[b, a]`: b returned before a was invoked; a saw the initial value or what swaps made of it, and b
    /// is about another one.
    AfterStart,
    /// `[take, …]`: all took the same value, and by the return of the last of them it cannot have been put
    /// in that often.
    TakenTooOften,
    /// `[found nothing, …]`: all the while the first was open something was there, of what the others put
    /// in or took out, or of what was there at the start.
    Covered,
    /// `[take b, take a, put a, put b]`: the first returned before the second was invoked, and yet a was
    /// in before b. There is no put of what was there at the start.
    Overtaken,
    /// `[take b, put b, put …]`: b was taken out although all that the others put in was in before it,
    /// nobody took that out, and too few were invoked by then of whom nobody knows what they took. There
    /// is no put of what was there at the start.
    LeftBehind,
    /// `[seer, take]`: the second took the value that the first saw, and returned before the first was
    /// invoked; it was not put in again in time.
    Gone,
    /// `[take, …]`: each took an equal value, which was put in fewer times.
    TakenTwice,
    /// `[seer, seer, seer, a, a', b, b', …]`: the first saw that nothing was there, and all the while
    /// something was: a value from when a returned until a' was invoked, another from when b did until b'
    /// was, and so on. The seer in place of the first of a pair means that the value was there from the
    /// start, and in place of the second that nobody took it.
    NeverEmpty,
    /// `[seer, after, before, a, a', b, b', …]`: likewise, but the first saw or took a value, and all
    /// the while something greater was there. It took effect after `after` was invoked and before `before`
    /// returned, which are the seer or operations about the same value.
    Outranked,
    /// `[a, b, …]`: all operations about some values on a stack. Of each value one operation stands
    /// first, so many in all, unless it was there from the start: an operation that took effect while
    /// another of the values was on the stack; so none of them can have been the lowest one.
    Stuck { blocked: u32 },
    /// `[stuck]`: it is impossible at the start, and nothing that was invoked before it returned changes
    /// anything there.
    NoFirst,
    /// `[before, after]`: the first returned before the second was invoked, which needs another value than
    /// the first left; and whatever can change that came before the first or after the second.
    Kept,
    /// `[before, after]`: the first returned before the second was invoked, which needs another value than
    /// the first left; and whatever makes that came before the first or after the second.
    Unmade,
    /// `[one, other]`: each needs another value than the other left; and whatever can change what either
    /// left came before that, or after the other one.
    Exclude,
    /// `[forcing, stuck]`: of a bit that is turned as late as possible. When the first returned, all that
    /// can turn the bit to what the second needs had taken effect, and nothing more was invoked before the
    /// second returned. `[stuck]` where nobody knows which return that was.
    UsedUp,
    /// `[reader]`: no choice of the additions that it can have seen adds up to what it saw.
    Uncounted,
    /// `[before, after]`: the first returned before the second was invoked, and what it saw, and what was
    /// added wholly between the two, is further on than what the second saw.
    Recounted,
    /// `[reader]`: it saw something that nobody had put in before it returned.
    Unput,
    /// `[reader]`: it did not see what was there at the start.
    Lost,
    /// `[put, reader]`: the first returned before the second was invoked, which did not see what the first
    /// put in.
    Missed,
    /// `[reader, reader]`: neither saw all that the other saw, or neither saw the beginning of what the
    /// other saw.
    Apart,
    /// `[before, after]`: the first returned before the second was invoked, which saw less.
    Shrunk,
    /// `[put, later put, reader]`: the first returned before the second was invoked, and the reader saw
    /// what the second put in and not, or only behind it, what the first did.
    Disordered,
}

impl Clash {
    /// Names the operations anew.
    pub(crate) fn renamed(mut self, name: impl Fn(u32) -> u32) -> Self {
        for operation in &mut self.operations {
            *operation = name(*operation);
        }
        self.known_by = name(self.known_by);
        self
    }
}
