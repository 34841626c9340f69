use std::sync::Arc;
use std::thread;
use std::time::Instant;

use lockstep::checker::{Checker, Limits, Progress, Stop, Verdict, Witness};
use lockstep::history::{DecodeError, Expected, Independent, ReadError, Recording};
use thiserror::Error;

use crate::catalog::{Known, Settings, Visit};
use crate::check::Check;
use crate::check::bar;
use crate::check::infer::{self, InferError};
use crate::check::warnings::Judged;
use crate::input::Input;
use crate::model_name::ModelName;
use crate::run::{About, Runnable, VisitWorkload, WorkloadName};

/// What was found out about one history.
#[derive(Debug)]
pub(crate) struct Judgement {
    /// `None` if no client did anything.
    pub(crate) model: Option<ModelName>,
    /// The workload that made the history, if it is judged as that.
    pub(crate) workload: Option<WorkloadName>,
    pub(crate) independent: Independent,
    pub(crate) operations: usize,
    /// How long it took, reading included.
    pub(crate) seconds: f64,
    pub(crate) verdict: Verdict,
    pub(crate) warnings: Vec<String>,
}

/// Why a history cannot be judged.
#[derive(Debug, Error)]
pub(crate) enum JudgeError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("{file}: {error}")]
    Infer { file: String, error: InferError },
    #[error("--initial: {0}")]
    Initial(#[from] Expected),
    #[error(transparent)]
    Decode(#[from] DecodeError),
}

/// Judges one history, with limits of its own.
pub(crate) fn judge(input: &Input, check: &Check) -> Result<Judgement, JudgeError> {
    let start = Instant::now();
    let stop = Stop::after(check.timeout);
    let recording = input.read(check.format, check.read_options())?;
    let workload = workload(input, check);
    let (model, independent) = match workload {
        Some(workload) => (Some(workload.model()), Independent::No),
        None => subject(&recording, check)?,
    };
    let checking = |name| Checking {
        recording: &recording,
        name,
        independent,
        check,
        stop: stop.clone(),
    };
    let (verdict, warnings) = match (workload, model) {
        (_, None) => (Verdict::Valid(Witness::default()), nothing_tested()),
        (Some(workload), Some(model)) => workload.visit(checking(model))?,
        (None, Some(model)) => model.visit(&check.settings(), checking(model))??,
    };
    Ok(Judgement {
        model,
        workload,
        independent,
        operations: recording.operations(),
        seconds: start.elapsed().as_secs_f64(),
        verdict,
        warnings,
    })
}

/// Returns the workload that made the history, if `run.json` stands beside it and says so, and the command
/// line says nothing else of the object.
fn workload(input: &Input, check: &Check) -> Option<WorkloadName> {
    let Input::File(path) = input else {
        return None;
    };
    let says_nothing = check.model.is_none() && !check.independent;
    if !says_nothing || check.settings() != Settings::default() {
        return None;
    }
    About::beside(path)?.workload()
}

/// Returns the model, given or inferred, and whether values carry keys.
fn subject(
    recording: &Recording,
    check: &Check,
) -> Result<(Option<ModelName>, Independent), JudgeError> {
    let given = if check.independent {
        Independent::Yes
    } else {
        Independent::No
    };
    if check.model.is_some() {
        return Ok((check.model, given));
    }
    let model = infer::model(recording).map_err(|error| JudgeError::Infer {
        file: recording.source().to_owned(),
        error,
    })?;
    let independent = match (given, model) {
        (Independent::No, Some(model)) => infer::keys(recording, model),
        _ => given,
    };
    Ok((model, independent))
}

fn nothing_tested() -> Vec<String> {
    vec!["nothing was tested: no client did anything".to_owned()]
}

/// A check that waits for the type of its model.
struct Checking<'a> {
    recording: &'a Recording,
    name: ModelName,
    independent: Independent,
    check: &'a Check,
    stop: Stop,
}

impl VisitWorkload for Checking<'_> {
    type Output = Result<(Verdict, Vec<String>), DecodeError>;

    fn visit<R: Runnable>(self) -> Self::Output {
        Visit::visit(self, R::ready())
    }
}

impl Visit for Checking<'_> {
    type Output = Result<(Verdict, Vec<String>), DecodeError>;

    fn visit<M: Known>(self, model: M) -> Self::Output {
        let threads = self.check.read_options().threads_or_all();
        let history = self
            .recording
            .decode_on(&model, self.independent, threads)?;
        let limits = Limits {
            stop: self.stop,
            memory_bytes: self.check.memory,
            ..Limits::default()
        };
        let progress = Arc::new(Progress::default());
        let mut checker = Checker::of(&model, self.check.consistency)
            .engine(self.check.engine)
            .limits(limits)
            .progress(Arc::clone(&progress));
        if let Some(threads) = self.check.threads {
            checker = checker.threads(threads);
        }
        let verdict = bar::while_checking(self.recording, &progress, || checker.check(&history));
        let judged = Judged {
            recording: self.recording,
            name: self.name,
            independent: self.independent,
        };
        let warnings = judged.warnings(&model, &history, &verdict);
        // Giving back a million operations takes 10 ms; where no thread can be had, that is done at once.
        _ = thread::Builder::new().spawn(|| drop(history));
        Ok((verdict, warnings))
    }
}
