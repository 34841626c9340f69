use crate::{Concat, Generator, Synchronize, concat};

/// Gives the ops of the generators, one generator after the other, and lets every thread end its op in between.
///
/// It is [`concat`](crate::concat()) of generators that each [wait](Generator::synchronize) until all threads are
/// free, the first one too. The threads are those of the context: for the phases of clients beside a nemesis,
/// which may be busy with something else, put [`clients`](Generator::clients) around the phases, not into them.
///
/// # Examples
///
/// All writes have ended before somebody reads:
///
/// ```
/// use lockstep_generator::{Generator, Simulation, cycle, list, phases};
///
/// let g = phases([cycle(["write"])?.take(3).boxed(), list(["read"]).boxed()]);
/// let simulated = Simulation::perfect(2).run(&g).expect("is not stuck");
/// let begun: Vec<(u64, &str)> = simulated.invoked().map(|entry| (entry.time_ns, entry.op)).collect();
/// assert_eq!(begun, [(0, "write"), (0, "write"), (10, "write"), (20, "read")]);
/// # Ok::<(), lockstep_generator::BuildError>(())
/// ```
pub fn phases<G: Generator>(generators: impl IntoIterator<Item = G>) -> Concat<Synchronize<G>> {
    concat(generators.into_iter().map(Generator::synchronize))
}
