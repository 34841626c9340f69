use std::sync::Arc;

/// A value behind those that were pushed before it; any earlier one is found in a few jumps.
///
/// Links never change: many sequences end in different links and share what came before.
///
/// # Sources
///
/// Where the jumps lead is Myers' rule (An applicative random-access stack, IPL 1983).
#[derive(Debug)]
pub(crate) struct Link<V> {
    value: V,
    /// How many values there are up to this one.
    depth: usize,
    before: Option<Arc<Link<V>>>,
    jump: Option<Arc<Link<V>>>,
}

impl<V> Link<V> {
    pub(crate) fn behind(before: Option<&Arc<Link<V>>>, value: V) -> Arc<Self> {
        Arc::new(Self {
            value,
            depth: before.map_or(0, |link| link.depth) + 1,
            before: before.cloned(),
            jump: before.map(|link| link.jump_from_behind().clone()),
        })
    }

    pub(crate) fn value(&self) -> &V {
        &self.value
    }

    pub(crate) fn before(&self) -> Option<&Arc<Link<V>>> {
        self.before.as_ref()
    }

    /// Returns the link that is `steps` before this one.
    pub(crate) fn back(&self, steps: usize) -> Option<&Link<V>> {
        let depth = self.depth.checked_sub(steps)?;
        let mut link = self;
        while link.depth > depth {
            link = match &link.jump {
                Some(jump) if jump.depth >= depth => jump,
                _ => link.before.as_deref()?,
            };
        }
        Some(link)
    }

    /// Two jumps of the same length are joined to one.
    fn jump_from_behind(self: &Arc<Self>) -> &Arc<Self> {
        match &self.jump {
            Some(jump) if self.depth - jump.depth == jump.depth - jump.landing() => {
                jump.jump.as_ref().unwrap_or(self)
            }
            _ => self,
        }
    }

    fn landing(&self) -> usize {
        self.jump.as_ref().map_or(0, |link| link.depth)
    }
}

/// One by one, since a chain can be longer than the call stack is deep.
impl<V> Drop for Link<V> {
    fn drop(&mut self) {
        self.jump = None;
        let mut next = self.before.take();
        while let Some(mut link) = next.and_then(Arc::into_inner) {
            link.jump = None;
            next = link.before.take();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(length: usize) -> Arc<Link<usize>> {
        let first = Link::behind(None, 0);
        (1..length).fold(first, |last, value| Link::behind(Some(&last), value))
    }

    #[test]
    fn finds_every_earlier_value() {
        let last = chain(1000);
        for steps in 0..1000 {
            assert_eq!(*last.back(steps).unwrap().value(), 999 - steps);
        }
    }

    #[test]
    fn gets_far_back_in_few_jumps() {
        let last = chain(100_000);
        let mut link = &*last;
        let mut jumps = 0;
        while let Some(jump) = &link.jump {
            link = jump;
            jumps += 1;
        }
        assert!(jumps < 40, "{jumps} jumps");
    }

    #[test]
    fn goes_away_without_a_deep_call_stack() {
        let last = chain(1_000_000);
        let shared = Link::behind(Some(&last), 0);
        drop(last);
        drop(shared);
    }
}
