use crate::dense::dense;

/// What is still to be expanded, the cheapest first; of the equally cheap ones the last.
#[derive(Clone, Debug)]
pub(crate) struct Agenda {
    /// A stack for every cost from `base` on.
    stacks: Vec<Vec<u32>>,
    base: u32,
    /// The cheapest stack that may hold something.
    cheapest: usize,
}

/// The cost of the first stack while there is none.
const NO_BASE: u32 = u32::MAX;

impl Default for Agenda {
    fn default() -> Self {
        Self {
            stacks: Vec::new(),
            base: NO_BASE,
            cheapest: 0,
        }
    }
}

impl Agenda {
    pub(crate) fn clear(&mut self) {
        self.stacks.iter_mut().for_each(Vec::clear);
        self.base = NO_BASE;
        self.cheapest = 0;
    }

    pub(crate) fn push(&mut self, place: u32, cost: u32) {
        if self.base == NO_BASE {
            self.base = cost;
        }
        if cost < self.base {
            let more = (self.base - cost) as usize;
            self.stacks
                .splice(0..0, std::iter::repeat_n(Vec::new(), more));
            self.base = cost;
        }
        let stack = (cost - self.base) as usize;
        if self.stacks.len() <= stack {
            self.stacks.resize(stack + 1, Vec::new());
        }
        self.stacks[stack].push(place);
        self.cheapest = self.cheapest.min(stack);
    }

    /// Returns the next place and its cost.
    pub(crate) fn pop(&mut self) -> Option<(u32, u32)> {
        while let Some(stack) = self.stacks.get_mut(self.cheapest) {
            if let Some(place) = stack.pop() {
                return Some((place, self.base + dense(self.cheapest)));
            }
            self.cheapest += 1;
        }
        None
    }
}
