use std::iter::Fuse;

use lockstep_seed::Seed;

use crate::{Ask, Context, Event, Generator};

/// How many keys in a row may have no op.
const EMPTY_MAX: u32 = 1_000_000;

/// The keys that nobody has begun with, and what makes their generators.
#[derive(Clone)]
pub(super) struct Keys<K: Iterator, F> {
    keys: Fuse<K>,
    make: F,
}

impl<K: Iterator, F> Keys<K, F> {
    pub(super) fn new(keys: K, make: F) -> Self {
        Self {
            keys: keys.fuse(),
            make,
        }
    }
}

impl<K, F, G> Keys<K, F>
where
    K: Iterator<Item: Clone>,
    F: Fn(K::Item) -> G,
{
    fn next(&mut self) -> Option<Keyed<K::Item, G>> {
        let key = self.keys.next()?;
        Some(Keyed {
            generator: (self.make)(key.clone()),
            key,
        })
    }
}

/// The generator of a key.
#[derive(Clone, Debug)]
struct Keyed<Key, G> {
    key: Key,
    generator: G,
}

/// What works on one key after the other.
#[derive(Clone, Debug)]
pub(super) struct Line<Key, G> {
    // Nothing before the first key and after the last.
    current: Option<Keyed<Key, G>>,
}

impl<Key, G> Default for Line<Key, G> {
    fn default() -> Self {
        Self { current: None }
    }
}

impl<Key: Clone, G: Generator> Line<Key, G> {
    /// Asks the generator of the key, and once it is done goes on with the next key that is left.
    pub(super) fn ask<K, F>(
        &mut self,
        keys: &mut Keys<K, F>,
        context: &Context,
    ) -> Ask<(Key, G::Op)>
    where
        K: Iterator<Item = Key>,
        F: Fn(Key) -> G,
    {
        for _ in 0..=EMPTY_MAX {
            if self.current.is_none() {
                self.current = keys.next();
            }
            let Some(Keyed { key, generator }) = &mut self.current else {
                return Ask::Done;
            };
            match generator.ask(context) {
                Ask::Done => self.current = None,
                answer => return answer.map(|op| (key.clone(), op)),
            }
        }
        panic!(
            "more than {EMPTY_MAX} independent keys in a row have no op; expected one to have some"
        );
    }
}

impl<Key, G: Generator> Line<Key, G> {
    pub(super) fn update(&mut self, context: &Context, event: &Event<'_>) {
        if let Some(current) = &mut self.current {
            current.generator.update(context, event);
        }
    }

    pub(super) fn seeds(&self) -> Vec<Seed> {
        let current = self.current.iter();
        current.flat_map(|keyed| keyed.generator.seeds()).collect()
    }
}
