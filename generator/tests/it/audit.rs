//! What the contract says, held against every generator in any run.

use lockstep_generator::{Ask, Context, Event, EventKind, Generator, Simulated, Thread};
use proptest::prelude::*;

use crate::tree::{any_simulation, any_tree, run};

/// Asks a generator more often than it needs to be, and panics where it breaks its contract.
#[derive(Clone)]
struct Audited<G> {
    generator: G,
    done: bool,
}

fn audited<G>(generator: G) -> Audited<G> {
    Audited {
        generator,
        done: false,
    }
}

impl<G> Generator for Audited<G>
where
    G: Generator<Op: PartialEq + std::fmt::Debug> + Clone,
{
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        let (mut twin, mut other) = (self.generator.clone(), self.generator.clone());
        let answer = self.generator.ask(context);
        assert_eq!(twin.ask(context), answer, "a clone goes on as the original");
        assert_eq!(other.ask(context), answer, "asking a clone changes nothing");
        match &answer {
            Ask::For(thread, _) => assert!(context.free().contains(*thread)),
            Ask::Wait(until_ns) => self.ask_too_early(context, *until_ns),
            Ask::Done => self.done = true,
            Ask::Op(_) => {}
        }
        assert!(!self.done || answer == Ask::Done, "what is done stays done");
        answer
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        self.generator.update(context, event);
    }
}

impl<G> Audited<G>
where
    G: Generator<Op: PartialEq + std::fmt::Debug>,
{
    fn ask_too_early(&mut self, context: &Context, until_ns: u64) {
        let now_ns = context.time_ns();
        assert!(until_ns > now_ns, "a wait ends later");
        let between_ns = now_ns + (until_ns - now_ns) / 2;
        for time_ns in [now_ns, between_ns, until_ns - 1] {
            let again = self.generator.ask(&context.with_time(time_ns));
            assert_eq!(
                again,
                Ask::Wait(until_ns),
                "asked too early, at {time_ns} ns"
            );
        }
    }
}

/// Checks that each thread does one op after the other, as the process that it acts as.
fn assert_well_formed<Op: PartialEq + std::fmt::Debug>(simulated: &Simulated<Op>) {
    let entries = simulated.entries();
    assert!(entries.is_sorted_by_key(|entry| entry.time_ns));
    let threads: std::collections::BTreeSet<Thread> =
        entries.iter().map(|entry| entry.thread).collect();
    for thread in threads {
        let own: Vec<_> = entries
            .iter()
            .filter(|entry| entry.thread == thread)
            .collect();
        for pair in own.chunks(2) {
            let [begin, end] = pair else {
                panic!("{thread} does not end its last op")
            };
            assert_eq!(begin.kind, EventKind::Invoke);
            assert_ne!(end.kind, EventKind::Invoke);
            assert_eq!((begin.process, &begin.op), (end.process, &end.op));
        }
        for [before, after] in own.windows(2).map(|pair| [pair[0], pair[1]]) {
            let given_up = before.kind == EventKind::Info && thread.is_client();
            assert_eq!(before.process != after.process, given_up);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_generator_keeps_its_contract_in_any_run(
        tree in any_tree(),
        simulation in any_simulation(),
    ) {
        let plain = run(&simulation, &tree);
        assert_well_formed(&plain);
        prop_assert_eq!(&run(&simulation, &tree), &plain, "the same again");
        // Asking more often changes nothing.
        prop_assert_eq!(&run(&simulation, &audited(tree)), &plain);
    }

    #[test]
    fn seeds_can_be_read_whatever_was_asked(tree in any_tree(), simulation in any_simulation()) {
        let seeds = tree.seeds();
        run(&simulation, &tree);
        prop_assert_eq!(tree.seeds(), seeds, "a run takes a copy");
    }
}
