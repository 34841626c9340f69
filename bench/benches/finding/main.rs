//! How many schedules it takes to find a bug: the median over 20 seeds, for each strategy and each of
//! the programs of the scheduler's tests, with shuttle's strategies on the same programs. The second
//! table has those that no strategy was tuned on.
//!
//! A median with a count behind it stands where not all seeds found the bug within 20,000 schedules.
//! Shuttle is left out where it would take longer than all the rest: among fifty tasks.

#![expect(
    clippy::duplicate_mod,
    reason = "the programs are written once, for both schedulers"
)]

use std::io::{self, Write};

use crate::ours::catalogue::{HELD_OUT, PROGRAMS, Program};
use crate::shuttle::catalogue as theirs;

mod ours;
mod shuttle;

const SEEDS: u64 = 20;
/// The most schedules that are tried with one seed.
const SCHEDULES_MAX: u64 = 20_000;

const STRATEGIES: [&str; 15] = [
    "random",
    "pct:2",
    "pct:3",
    "pct:5",
    "pct",
    "fair_pct",
    "idpct",
    "race_pct",
    "pos",
    "reads_from",
    "urw",
    "surw",
    "round_robin",
    "exhaustive",
    "mix",
];

fn main() -> io::Result<()> {
    let out = &mut io::stdout().lock();
    table(out, &PROGRAMS, &theirs::PROGRAMS)?;
    writeln!(out)?;
    table(out, &HELD_OUT, &theirs::HELD_OUT)
}

fn table(out: &mut impl Write, programs: &[Program], twins: &[theirs::Program]) -> io::Result<()> {
    let columns = STRATEGIES.len() + shuttle::STRATEGIES.len();
    let peers = shuttle::STRATEGIES.map(|name| format!("shuttle {name}"));
    let names: Vec<&str> = STRATEGIES
        .into_iter()
        .chain(peers.iter().map(String::as_str))
        .collect();
    writeln!(out, "| program | {} |", names.join(" | "))?;
    writeln!(out, "|---|{}", "---|".repeat(columns))?;
    for (program, twin) in programs.iter().zip(twins) {
        write!(out, "| {} |", program.name)?;
        for name in STRATEGIES {
            let found = cell(|seed| ours::search(program.racy, name, seed));
            write!(out, " {found} |")?;
        }
        for name in shuttle::STRATEGIES {
            match program.name {
                "reorder_50" => write!(out, " |")?,
                _ => write!(
                    out,
                    " {} |",
                    cell(|seed| shuttle::search(twin.racy, name, seed))
                )?,
            }
        }
        writeln!(out)?;
        out.flush()?;
    }
    Ok(())
}

/// Returns the median of what `search` takes, and how many searches found something if not all did.
fn cell(search: impl Fn(u64) -> Option<u64>) -> String {
    let found = (0..SEEDS).map(search);
    let mut taken: Vec<u64> = found.map(|found| found.unwrap_or(u64::MAX)).collect();
    taken.sort_unstable();
    let place = taken.len() / 2;
    let median = match (taken[place - 1], taken[place]) {
        (_, u64::MAX) => format!(">{SCHEDULES_MAX}"),
        (one, other) if (one + other) % 2 == 1 => format!("{}.5", one.midpoint(other)),
        (one, other) => one.midpoint(other).to_string(),
    };
    match taken.iter().filter(|&&taken| taken < u64::MAX).count() {
        count if count == taken.len() => median,
        count => format!("{median} ({count}/{SEEDS})"),
    }
}
