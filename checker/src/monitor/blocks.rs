use crate::dense::dense;
use crate::monitor::facts::Facts;
use crate::monitor::sources::NOBODY;
use crate::scratch::List;

/// Groups of operations that no other operation can stand between, and when each must have been there.
///
/// Of a block, `ends` is when the first of its operations returned and `begins` when the last was
/// invoked. One block must come before another exactly if it ends before that begins. If no two must
/// come before each other, neither does any cycle of blocks: of a cycle, take the block that ends first,
/// and the one before it; that ends before the first begins, and the first, which ended no later than
/// the one that must precede the second, ends before the second begins. So all can be put in order, and
/// by the earlier of their two moments is one.
///
/// # Sources
///
/// For registers Gibbons and Korach (SIAM J. Comput. 1997); the generalization is our own, tested
/// against brute force.
#[derive(Debug)]
pub(crate) struct Blocks {
    /// When each must have been there; the first is there from the start.
    spans: Vec<Span>,
    /// By moment: the block whose earlier moment it is, or [`NOBODY`].
    at: List,
}

/// When a block must have been there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    /// When the first of its operations returned.
    pub(crate) ends: u32,
    /// When the last of its operations was invoked.
    pub(crate) begins: u32,
}

/// Two blocks of which each must come before the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Crossing {
    pub(crate) one: Span,
    pub(crate) other: Span,
}

impl Span {
    /// The span of no operation yet.
    pub(crate) const NONE: Self = Self {
        ends: u32::MAX,
        begins: 0,
    };

    pub(crate) fn add(&mut self, invoked: u32, returned: u32) {
        self.ends = self.ends.min(returned);
        self.begins = self.begins.max(invoked);
    }

    fn earlier(self) -> u32 {
        self.ends.min(self.begins)
    }
}

impl Blocks {
    /// Makes one block, that is there from the start and must be there until it begins for the last time, and
    /// room for so many.
    pub(crate) fn new(first: Span, count: usize, facts: &Facts) -> Self {
        let mut spans = Vec::with_capacity(count);
        spans.push(Span { ends: 0, ..first });
        Self {
            spans,
            at: facts.scratch.filled(facts.moments as usize, NOBODY),
        }
    }

    /// Adds a block, whose number is how many there are before it.
    pub(crate) fn add(&mut self, span: Span) {
        self.at[span.earlier() as usize] = dense(self.spans.len());
        self.spans.push(span);
    }

    /// Returns the blocks, without the first, in an order in which they can have been there.
    ///
    /// # Errors
    ///
    /// Two that cross, if there is no order.
    pub(crate) fn order(self) -> Result<List, Crossing> {
        let Self {
            spans,
            at: mut order,
        } = self;
        let mut count = 0;
        // Nobody can foretell which moments have a block: nothing branches on it.
        for moment in 0..order.len() {
            let block = order[moment];
            order[count] = block;
            count += usize::from(block != NOBODY);
        }
        order.truncate(count);
        // The last block that had to be there for a time.
        let mut last = spans[0];
        for &block in &order {
            let span = spans[block as usize];
            if span.ends < last.begins {
                return Err(Crossing {
                    one: last,
                    other: span,
                });
            }
            last = if span.ends < span.begins { span } else { last };
        }
        Ok(order)
    }
}
