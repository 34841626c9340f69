//! Checks an object that the catalog does not have: a dispenser that gives each ticket once.
//!
//! ```sh
//! cargo run --example own_model
//! ```

use lockstep::prelude::*;

/// Gives out 1, 2, 3, …
struct Tickets;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Draw;

impl Model for Tickets {
    type State = u64;
    type Op = Draw;
    type Ret = u64;

    fn initial(&self) -> u64 {
        1
    }

    fn step(&self, next: &u64, _: &Draw, ticket: Option<&u64>) -> Next<u64> {
        Next::when(ticket.is_none_or(|ticket| ticket == next), || next + 1)
    }

    fn show_state(&self, next: &u64) -> String {
        format!("the next ticket is {next}")
    }
}

fn main() -> Result<(), lockstep::history::RuleBroken> {
    let history = History::from_events([
        Event::Invoke(0, Draw),
        Event::Invoke(1, Draw),
        Event::Ok(1, 1),
        Event::Ok(0, 2),
        Event::Invoke(0, Draw),
        Event::Ok(0, 2),
    ])?;
    match Checker::linearizable(Tickets).check(&history) {
        Verdict::Invalid(counterexample) => println!("{counterexample}"),
        verdict => println!("{}", verdict.name()),
    }
    Ok(())
}
