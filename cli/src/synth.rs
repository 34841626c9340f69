use std::error::Error;
use std::str::FromStr;

use clap::Args;
use lockstep::history::{Format, Recording, Value};
use lockstep::seed::Seed;
use lockstep::workloads::{self, Injected, Keys, Play, Share, SynthError, Values, Violation};
use thiserror::Error;

use crate::catalog::{Known, Settings, Visit};
use crate::exit::Exit;
use crate::format_name::writable;
use crate::initial::initial;
use crate::model_name::ModelName;
use crate::note::note;
use crate::output::Output;
use crate::written::written;

/// How many keys an object has that has keys of its own.
const OWN_KEYS: u32 = 5;

/// Makes a history of a correct object, or of one that answers wrong once.
///
/// All processes are busy all the time, and every operation takes effect at a random instant. The
/// seed and the options fix every event. Where a wrong answer was put is said on stderr.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lockstep synth --model cas-register --operations 10000 --processes 16 > run.jsonl
  lockstep synth --model kv --crash-rate 0.01 --violation subtle@0.95 --seed 7 > run.jsonl
  lockstep synth --model set --values unique --mix add=2,contains=5 --format edn | lockstep check -")]
pub(crate) struct Synth {
    /// The object to play; `lockstep models` lists them.
    #[arg(long, value_name = "MODEL", hide_possible_values = true)]
    model: ModelName,

    /// The state before the first operation; by default null, empty, 0 or free, or eight accounts.
    #[arg(long, value_name = "JSON", value_parser = initial)]
    initial: Option<Value>,

    /// How many operations are invoked.
    #[arg(long, default_value_t = 1000, value_name = "N")]
    operations: u32,

    /// How many processes are busy at the same time.
    #[arg(long, default_value_t = 5, value_name = "P")]
    processes: u32,

    /// How many independent objects, with values as [key, value]; of kv and multi-register, how many
    /// keys the one object has.
    #[arg(long, value_name = "K")]
    keys: Option<u32>,

    /// Which values are written: a pool of so many, or `unique` ones.
    #[arg(long, default_value = "5", value_name = "N|unique", value_parser = values)]
    values: Values,

    /// How often each operation is asked for, as in read=2,write=1; others are not.
    #[arg(long, value_delimiter = ',', value_name = "NAME=WEIGHT", value_parser = weight)]
    mix: Vec<(String, u32)>,

    /// How often an operation ends with info, from 0 to 1.
    #[arg(long, default_value = "0", value_name = "RATE")]
    crash_rate: Share,

    /// One wrong answer: `easy`, a value that nobody wrote, or `subtle`, one that the same operation
    /// got elsewhere; at 0.95 of the events, or at the share behind @.
    #[arg(long, value_name = "easy|subtle[@SHARE]", value_parser = violation)]
    violation: Option<Violation>,

    /// What fixes every choice; by default a fresh one, which is said on stderr.
    #[arg(long)]
    seed: Option<Seed>,

    /// The format to write.
    #[arg(long, default_value = "jsonl", value_parser = writable())]
    format: Format,
}

/// Text that is none of what an option takes.
#[derive(Debug, Error)]
#[error("expected {expected}")]
struct Unfit {
    expected: &'static str,
}

impl Synth {
    pub(crate) fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let settings = Settings {
            initial: self.initial.clone(),
            ..Settings::default()
        };
        let seed = self.seed.unwrap_or_else(Seed::fresh);
        let playing = Playing { synth: self, seed };
        let (recording, injected) = self.model.visit(&settings, playing)??;
        if self.seed.is_none() {
            note(format_args!("seed {seed}"));
        }
        if let Some(injected) = injected {
            tell(&injected, self.violation);
        }
        Output::default().write(&written(&recording, self.format)?.bytes)?;
        Ok(Exit::Good)
    }
}

fn tell(injected: &Injected, violation: Option<Violation>) {
    let Injected {
        event,
        process,
        was,
        now,
    } = injected;
    let doubt = match violation {
        Some(Violation::Subtle { .. }) => "; the history may still be linearizable",
        _ => "",
    };
    note(format_args!(
        "injected at event {event}: process {process}'s {was} became {now}{doubt}"
    ));
}

/// A history to be made, as soon as the type of its model is known.
struct Playing<'a> {
    synth: &'a Synth,
    seed: Seed,
}

impl Visit for Playing<'_> {
    type Output = Result<(Recording, Option<Injected>), SynthError>;

    fn visit<M: Known>(self, model: M) -> Self::Output {
        let synth = self.synth;
        let keys = synth.keys.unwrap_or(match <M as Play>::KEYS {
            Keys::None => 1,
            Keys::Own => OWN_KEYS,
        });
        let mut wanted = workloads::Synth::new(self.seed)
            .operations(synth.operations)
            .processes(synth.processes)
            .keys(keys)
            .values(synth.values)
            .crash_rate(synth.crash_rate);
        if !synth.mix.is_empty() {
            wanted = wanted.mix(synth.mix.iter().cloned());
        }
        if let Some(violation) = synth.violation {
            wanted = wanted.violation(violation);
        }
        let synthesized = wanted.run(&model)?;
        let injected = synthesized.injected().cloned();
        let history = synthesized.into_history();
        Ok((Recording::from_history(&history, &model), injected))
    }
}

fn values(text: &str) -> Result<Values, Unfit> {
    match (text, text.parse()) {
        ("unique", _) => Ok(Values::Unique),
        (_, Ok(size)) => Ok(Values::Pool(size)),
        _ => Err(Unfit {
            expected: "how many values there are, or `unique`",
        }),
    }
}

fn weight(text: &str) -> Result<(String, u32), Unfit> {
    let weight = text.split_once('=').and_then(|(name, weight)| {
        let weight = weight.parse().ok()?;
        Some((name.to_owned(), weight))
    });
    weight.ok_or(Unfit {
        expected: "NAME=WEIGHT with a whole number, such as read=2",
    })
}

fn violation(text: &str) -> Result<Violation, Box<dyn Error + Send + Sync>> {
    let (kind, at) = text.split_once('@').unwrap_or((text, "0.95"));
    let at = Share::from_str(at)?;
    match kind {
        "easy" => Ok(Violation::Easy { at }),
        "subtle" => Ok(Violation::Subtle { at }),
        _ => Err(Box::new(Unfit {
            expected: "easy or subtle, and where, such as subtle@0.95",
        })),
    }
}
