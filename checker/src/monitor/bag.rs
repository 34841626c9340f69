use crate::monitor::Finding;
use crate::monitor::facts::Facts;
use crate::monitor::pairs::Pairs;
use crate::monitor::presence::{Counted, Effects, Presence};
use crate::monitor::repeated;
use crate::monitor::sources::NOBODY;
use crate::monitor::timeline::Timeline;

/// Judges a bag: whatever is in may be taken out.
///
/// It is linearizable exactly if no more of any value were taken out than had been put in, and nothing
/// was found only where nothing had to be there; see [`Presence`]. Crashed removals could only help
/// those that found nothing, so they matter only if one of these cannot do without.
///
/// # Complexity
///
/// Linear in the number of operations; n log n where values were put in more than once.
///
/// # Sources
///
/// The bad patterns are those of queues without their order: Bouajjani, Emmi, Enea and Hamza (On reducing
/// linearizability to state reachability, ICALP 2015).
pub(crate) fn judge(facts: &Facts) -> Finding {
    let pairs = match Pairs::of_distinct(facts) {
        Some(Ok(pairs)) => pairs,
        Some(Err(clash)) => return Finding::Clash(clash),
        None => match repeated::of_bag(facts) {
            Ok(pairs) => pairs,
            Err(clash) => return Finding::Clash(clash),
        },
    };
    let Some(timeline) = Timeline::of(facts, &pairs) else {
        return Finding::Open("there are more than 2^29 operations");
    };
    let presence = Presence {
        pairs: &pairs,
        timeline: &timeline,
        counted: Counted::All,
    };
    let mut order = Order::of(facts.len());
    match presence.sweep(&mut order) {
        Ok(()) => Finding::Order(order.finish()),
        Err(_) if !pairs.are_distinct => {
            Finding::Open("equal values were put in, and something found nothing")
        }
        Err(covered) => match presence.refuse(facts, covered) {
            Some(clash) => Finding::Clash(clash),
            None => Finding::Open("crashed removals may have made room"),
        },
    }
}

/// The operations that take effect, in order: the first so many.
struct Order {
    operations: Vec<u32>,
    count: usize,
}

impl Order {
    /// Makes an empty one, with room for so many.
    fn of(operations: usize) -> Self {
        Self {
            operations: vec![NOBODY; operations + 1],
            count: 0,
        }
    }

    fn finish(mut self) -> Vec<u32> {
        self.operations.truncate(self.count);
        self.operations
    }
}

impl Effects for Order {
    /// Writes it in any case, and counts it if it takes effect now: that is quicker than a branch.
    fn of_item(&mut self, operation: u32, is_now: bool) {
        self.operations[self.count] = operation;
        self.count += usize::from(is_now);
    }

    fn of_nothing(&mut self, _moment: usize, operation: u32) {
        self.of_item(operation, true);
    }
}
