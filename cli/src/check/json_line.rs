use lockstep::checker::{
    Contradiction, Counterexample, Explored, Property, Reached, Used, Verdict,
};
use serde::Serialize;

use crate::check::judge::Judgement;
use crate::check::rule::Ruled;
use crate::run::Told;

/// What `--json` prints for a file, on a line of its own.
#[derive(Debug, Default, Serialize)]
pub(crate) struct JsonLine<'a> {
    file: &'a str,
    /// Which judge was asked, if one was, and all that it counted.
    judge: Option<&'static str>,
    report: Option<serde_json::Value>,
    model: Option<&'static str>,
    /// What was asked of the history.
    consistency: Option<&'static str>,
    verdict: Option<&'static str>,
    operations: Option<usize>,
    /// How long it took, reading included.
    seconds: Option<f64>,
    /// What judged each key.
    engines: Vec<JsonUsed<'a>>,
    counterexample: Option<JsonCounterexample<'a>>,
    limit: Option<String>,
    warnings: &'a [String],
    /// Why there is no verdict at all.
    error: Option<String>,
}

#[derive(Debug, Serialize)]
struct JsonCounterexample<'a> {
    /// The event at which the operation that finds no place returned, from 0.
    event: u32,
    operation: u32,
    process: u64,
    shown: &'a str,
    key: Option<&'a str>,
    configurations: Vec<JsonReached<'a>>,
    states_left_out: u64,
    /// Which operations contradict each other and why, a line each, where that is known.
    contradiction: &'a [String],
    /// Whether all states are among those listed and left out.
    all_states: bool,
    picture: &'a str,
    /// The same for programs, where the property is weaker than linearizability.
    proof: Option<JsonContradiction<'a>>,
}

#[derive(Debug, Serialize)]
struct JsonContradiction<'a> {
    /// What it is an instance of: `CyclicCO`.
    pattern: &'static str,
    /// The operations that contradict each other.
    operations: Vec<u32>,
    summary: &'a str,
}

#[derive(Debug, Serialize)]
struct JsonUsed<'a> {
    key: Option<&'a str>,
    engine: &'static str,
    /// How many independent parts it judged.
    parts: u32,
    operations: u32,
}

#[derive(Debug, Serialize)]
struct JsonReached<'a> {
    after: &'a [String],
    state: &'a str,
    /// What finds no place if the operation takes effect here.
    blocks: Option<&'a str>,
}

impl<'a> JsonLine<'a> {
    pub(crate) fn judged(file: &'a str, asked: Property, judgement: &'a Judgement) -> Self {
        let limit = match &judgement.verdict {
            Verdict::Unknown(limit) => Some(limit.to_string()),
            _ => None,
        };
        Self {
            file,
            model: judgement.model.map(|model| model.entry().name),
            consistency: Some(asked.name()),
            verdict: Some(judgement.verdict.name()),
            operations: Some(judgement.operations),
            seconds: Some(judgement.seconds),
            engines: judgement.verdict.used().iter().map(Into::into).collect(),
            counterexample: judgement.verdict.counterexample().map(Into::into),
            limit,
            warnings: &judgement.warnings,
            ..Self::default()
        }
    }

    pub(crate) fn ruled(file: &'a str, ruled: &'a Ruled) -> Self {
        let model = ruled.judge.model();
        Self {
            file,
            judge: Some(ruled.judge.name()),
            report: Some(ruled.to_json()),
            model: model.map(|model| model.entry().name),
            verdict: Some(ruled.verdict()),
            operations: Some(ruled.operations),
            seconds: Some(ruled.seconds),
            limit: ruled.untested(),
            warnings: &ruled.warnings,
            ..Self::default()
        }
    }

    pub(crate) fn refused(file: &'a str, error: String) -> Self {
        Self {
            file,
            error: Some(error),
            ..Self::default()
        }
    }

    /// Returns it with the text that says the same to people.
    pub(crate) fn to_told(&self, text: String) -> serde_json::Result<Told> {
        Ok(Told {
            judge: self
                .judge
                .or(self.consistency)
                .unwrap_or("linearizable")
                .to_owned(),
            verdict: self.verdict.unwrap_or("unreadable").to_owned(),
            text,
            check: serde_json::to_value(self)?,
        })
    }

    pub(crate) fn to_line(&self) -> serde_json::Result<String> {
        serde_json::to_string(self).map(|line| line + "\n")
    }
}

impl<'a> From<&'a Counterexample> for JsonCounterexample<'a> {
    fn from(counterexample: &'a Counterexample) -> Self {
        Self {
            event: counterexample.event,
            operation: counterexample.operation,
            process: counterexample.process,
            shown: &counterexample.shown,
            key: counterexample.key.as_deref(),
            configurations: counterexample
                .configurations
                .iter()
                .map(Into::into)
                .collect(),
            states_left_out: counterexample.states_left_out,
            all_states: counterexample.explored == Explored::Fully,
            picture: &counterexample.picture,
            contradiction: &counterexample.contradiction,
            proof: counterexample.proof.as_ref().map(Into::into),
        }
    }
}

impl<'a> From<&'a Contradiction> for JsonContradiction<'a> {
    fn from(contradiction: &'a Contradiction) -> Self {
        Self {
            pattern: contradiction.pattern.name(),
            operations: contradiction.operations(),
            summary: &contradiction.summary,
        }
    }
}

impl<'a> From<&'a Used> for JsonUsed<'a> {
    fn from(used: &'a Used) -> Self {
        Self {
            key: used.key.as_deref(),
            engine: used.engine,
            parts: used.parts,
            operations: used.operations,
        }
    }
}

impl<'a> From<&'a Reached> for JsonReached<'a> {
    fn from(reached: &'a Reached) -> Self {
        Self {
            after: &reached.after,
            state: &reached.state,
            blocks: reached.blocks.as_deref(),
        }
    }
}
