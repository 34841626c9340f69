use std::fmt;

use lockstep_seed::Seed;

use super::keys::{Keys, Line};
use crate::{Ask, BuildError, Context, Event, Generator, NEVER, Thread, Threads};

/// Has groups of threads work on a key each: whenever a group's generator is done it takes the next key.
///
/// A group is so many clients whose numbers follow each other, among those of the context that it is asked with
/// first; the nemesis is in none. The generator that `make` makes for a key sees the threads of its group alone,
/// and is told of them alone. It is done when no keys are left and all groups are done with theirs. For the
/// keys and `make` holds what [`sequential`](super::sequential) says.
///
/// Clients that are too few for another group, where their number is no multiple of `threads_per_key`, get no
/// ops: [`Concurrent::left_over`] says how many that are. (With Jepsen such a run fails.)
///
/// # Examples
///
/// ```
/// use lockstep_generator::{Simulation, Thread, independent, list};
///
/// let g = independent::concurrent(2, ["x", "y", "z"], |_| list(["write", "read"]))?;
/// let simulated = Simulation::perfect(4).run(&g).expect("is not stuck");
/// let keys: Vec<(Thread, &str)> = simulated.invoked().map(|entry| (entry.thread, entry.op.0)).collect();
/// let expected = [(0, "x"), (1, "x"), (2, "y"), (3, "y"), (0, "z"), (1, "z")];
/// assert_eq!(keys, expected.map(|(number, key)| (Thread::Client(number), key)));
/// # Ok::<(), lockstep_generator::BuildError>(())
/// ```
///
/// # Errors
///
/// [`BuildError::NoThreadsPerKey`] if a group is to have 0 threads.
///
/// # Panics
///
/// When it is asked: if there are fewer clients than a group has, since then there would be no op at all; and
/// if the generators of 1,000,000 keys in a row have no op.
pub fn concurrent<K, F, G>(
    threads_per_key: u32,
    keys: K,
    make: F,
) -> Result<Concurrent<K::IntoIter, F, G>, BuildError>
where
    K: IntoIterator<Item: Clone>,
    F: Fn(K::Item) -> G,
    G: Generator,
{
    if threads_per_key == 0 {
        return Err(BuildError::NoThreadsPerKey);
    }
    Ok(Concurrent {
        threads_per_key,
        keys: Keys::new(keys.into_iter(), make),
        groups: Vec::new(),
    })
}

/// Groups of threads with a key each: what [`concurrent`] builds.
///
/// # Complexity
///
/// Each time it is asked, each group with a free thread is asked at most once, with two sets of all threads, a bit
/// for each. A clone copies the generators of the groups.
#[derive(Clone)]
pub struct Concurrent<K: Iterator, F, G> {
    // invariant: not 0
    threads_per_key: u32,
    keys: Keys<K, F>,
    // Empty before it is first asked; never after.
    groups: Vec<Group<K::Item, G>>,
}

#[derive(Clone, Debug)]
struct Group<Key, G> {
    threads: Threads,
    line: Line<Key, G>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Working,
    Done,
}

impl<Key, G> Group<Key, G> {
    /// Returns the context, cut down to the threads of this group.
    fn cut(&self, context: &Context) -> Context {
        context.within(&self.threads)
    }
}

impl<K: Iterator, F, G> Concurrent<K, F, G> {
    /// Returns how many of so many clients get no ops, since they are too few for another group.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_generator::{cycle, independent};
    ///
    /// let g = independent::concurrent(3, 0..10, |_| cycle(["read"]).expect("there is an op"))?;
    /// assert_eq!((g.left_over(6), g.left_over(8)), (0, 2));
    /// # Ok::<(), lockstep_generator::BuildError>(())
    /// ```
    pub fn left_over(&self, clients: u32) -> u32 {
        clients % self.threads_per_key
    }

    /// Makes the groups.
    fn begin(&mut self, context: &Context) {
        let clients: Vec<Thread> = context
            .threads()
            .iter()
            .filter(|thread| thread.is_client())
            .collect();
        let size = self.threads_per_key as usize;
        assert!(
            clients.len() >= size,
            "a group of independent keys has {size} threads, and there are {} clients",
            clients.len()
        );
        let group = |own: &[Thread]| Group {
            threads: context
                .only(|thread| own.contains(&thread))
                .threads()
                .clone(),
            line: Line::default(),
            state: State::Working,
        };
        self.groups = clients.chunks_exact(size).map(group).collect();
    }
}

impl<K, F, G> Generator for Concurrent<K, F, G>
where
    K: Iterator<Item: Clone>,
    F: Fn(K::Item) -> G,
    G: Generator,
{
    type Op = (K::Item, G::Op);

    fn ask(&mut self, context: &Context) -> Ask<Self::Op> {
        if self.groups.is_empty() {
            self.begin(context);
        }
        let mut asked = Vec::new();
        let mut earliest_ns = NEVER;
        for thread in context.free_in_turn() {
            let place = self
                .groups
                .iter()
                .position(|group| group.threads.contains(thread));
            let Some(place) = place.filter(|place| !asked.contains(place)) else {
                continue;
            };
            asked.push(place);
            let group = &mut self.groups[place];
            let cut = group.cut(context);
            match group.line.ask(&mut self.keys, &cut).or_for(thread) {
                Ask::Wait(until_ns) => earliest_ns = earliest_ns.min(until_ns),
                Ask::Done => group.state = State::Done,
                op => return op,
            }
        }
        if self.groups.iter().all(|group| group.state == State::Done) {
            Ask::Done
        } else {
            Ask::Wait(earliest_ns)
        }
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        let mut groups = self.groups.iter_mut();
        if let Some(group) = groups.find(|group| group.threads.contains(event.thread)) {
            let cut = group.cut(context);
            group.line.update(&cut, event);
        }
    }

    fn seeds(&self) -> Vec<Seed> {
        let groups = self.groups.iter();
        groups.flat_map(|group| group.line.seeds()).collect()
    }
}

impl<K, F, G> fmt::Debug for Concurrent<K, F, G>
where
    K: Iterator<Item: fmt::Debug>,
    G: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut concurrent = f.debug_struct("Concurrent");
        concurrent.field("threads_per_key", &self.threads_per_key);
        concurrent.field("groups", &self.groups);
        concurrent.finish_non_exhaustive()
    }
}
