//! Generators that say "not yet", through every combinator.

use lockstep_generator::{Ask, Context, Generator, cycle, mix};
use lockstep_seed::Seed;

/// Gives the time, every 10 ns from the tenth on.
#[derive(Clone, Debug, PartialEq)]
struct Tick {
    next_ns: u64,
}

impl Generator for Tick {
    type Op = u64;

    fn ask(&mut self, context: &Context) -> Ask<u64> {
        if context.time_ns() < self.next_ns {
            return Ask::Wait(self.next_ns);
        }
        self.next_ns += 10;
        Ask::Op(context.time_ns())
    }
}

const TICK: Tick = Tick { next_ns: 10 };

#[test]
fn asking_too_early_changes_nothing() {
    let mut tick = TICK.take(2);
    assert_eq!(tick.ask(&Context::default()), Ask::Wait(10));
    assert_eq!(tick.ask(&Context::at(9)), Ask::Wait(10));
    assert_eq!(tick, TICK.take(2));
    assert_eq!(tick.ask(&Context::at(12)), Ask::Op(12));
}

#[test]
fn time_passes_by_itself_in_the_iterator() {
    let ops: Vec<u64> = TICK.take(3).iter().collect();
    assert_eq!(ops, [10, 20, 30]);
}

#[test]
fn next_waits_from_the_beginning() {
    let (first, rest) = TICK.next().unwrap();
    let (second, _) = rest.next().unwrap();
    assert_eq!((first, second), (10, 20));
}

#[test]
fn take_does_not_count_a_wait() {
    let mut tick = TICK.take(1);
    assert_eq!(tick.ask(&Context::default()), Ask::Wait(10));
    assert_eq!(tick.ask(&Context::at(10)), Ask::Op(10));
    assert_eq!(tick.ask(&Context::at(20)), Ask::Done);
}

#[test]
fn who_waits_keeps_its_turn_in_a_mix() {
    let g = mix([TICK.take(2).boxed(), cycle([0]).unwrap().boxed()]).unwrap();
    let mut asked = g.clone();
    assert_eq!(asked.ask(&Context::default()), Ask::Wait(10));
    assert_eq!(asked.ask(&Context::at(10)), Ask::Op(10));
    assert_eq!(asked.ask(&Context::at(10)), Ask::Op(0));
    assert_eq!(asked.ask(&Context::at(10)), Ask::Wait(20));
    assert_eq!(g.iter().collect::<Vec<_>>(), [10, 0, 20, 0]);
}

#[test]
fn what_leaves_nothing_to_chance_has_no_seeds() {
    assert_eq!(TICK.boxed().take(3).seeds(), Vec::<Seed>::new());
}

#[test]
#[should_panic(expected = "asked at 0 ns waits until 0 ns")]
fn a_wait_that_does_not_end_later_breaks_the_contract() {
    #[derive(Clone)]
    struct Stuck;

    impl Generator for Stuck {
        type Op = ();

        fn ask(&mut self, context: &Context) -> Ask<()> {
            Ask::Wait(context.time_ns())
        }
    }

    Stuck.next();
}
