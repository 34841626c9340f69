use crate::dense::dense;

/// The steps that a search took, each with the one before it.
#[derive(Clone, Default)]
pub(crate) struct Trail {
    steps: Vec<Taken>,
    /// How many steps come before these: those of the trail that this one is a fork of.
    inherited: u32,
}

/// The place of the start, before any step.
pub(crate) const START: u32 = u32::MAX;

/// One step: an operation was linearized.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    /// The step before, or [`START`].
    pub(crate) before: u32,
    /// How many returns had passed.
    pub(crate) layer: u32,
    pub(crate) what: Placed,
    /// The state that it led to.
    pub(crate) state: u32,
}

/// What was linearized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placed {
    /// An entry of the problem.
    Entry(u32),
    /// An operation of the crashed class in this row.
    Crashed(u32),
}

impl Trail {
    /// Makes a trail for steps that come after those of this one.
    pub(crate) fn fork(&self) -> Self {
        Self {
            steps: Vec::new(),
            inherited: dense(self.steps.len()),
        }
    }

    /// Returns the step before a fork's own step, and what that one placed; of an inherited step itself and
    /// nothing.
    pub(crate) fn last_step(&self, place: u32) -> (u32, Option<Placed>) {
        match self.own(place) {
            Some(own) => (self.steps[own].before, Some(self.steps[own].what)),
            None => (place, None),
        }
    }

    pub(crate) fn push(&mut self, step: Taken) -> u32 {
        let place = self.inherited + dense(self.steps.len());
        self.steps.push(step);
        place
    }

    /// Takes back the last step.
    pub(crate) fn pop(&mut self) {
        self.steps.pop();
    }

    /// Returns the steps to `last`, first to last.
    pub(crate) fn path(&self, last: u32) -> Vec<Taken> {
        self.last(last, usize::MAX)
    }

    /// Returns the steps to `last`, first to last, of which at most so many.
    pub(crate) fn last(&self, last: u32, most: usize) -> Vec<Taken> {
        let mut path = Vec::new();
        let mut next = last;
        while next != START && path.len() < most {
            let step = self.steps[next as usize];
            path.push(step);
            next = step.before;
        }
        path.reverse();
        path
    }

    /// Drops all steps that lead to none of `ends`, and renumbers those. It must not be a fork's.
    pub(crate) fn keep_only<'e>(&mut self, ends: impl Iterator<Item = &'e mut u32>) {
        let mut ends: Vec<&mut u32> = ends.collect();
        let mut kept = vec![START; self.steps.len()];
        for end in &ends {
            let mut next = self.own(**end);
            while let Some(place) = next.filter(|&place| kept[place] == START) {
                kept[place] = 0;
                next = self.own(self.steps[place].before);
            }
        }
        let mut count = 0;
        for place in 0..self.steps.len() {
            if kept[place] == START {
                continue;
            }
            let mut step = self.steps[place];
            if let Some(before) = self.own(step.before) {
                step.before = kept[before];
            }
            self.steps[count] = step;
            kept[place] = dense(count);
            count += 1;
        }
        self.steps.truncate(count);
        for end in &mut ends {
            if let Some(place) = self.own(**end) {
                **end = kept[place];
            }
        }
    }

    /// Returns where a step stands among the trail's own; nothing for the start and what was inherited.
    fn own(&self, place: u32) -> Option<usize> {
        let own = place.checked_sub(self.inherited)?;
        (place != START).then_some(own as usize)
    }

    pub(crate) fn len(&self) -> usize {
        self.steps.len()
    }

    pub(crate) fn bytes(&self) -> u64 {
        (self.steps.capacity() * size_of::<Taken>()) as u64
    }
}
