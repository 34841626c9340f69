use std::sync::Arc;
use std::time::Instant;

use lockstep::checker::{Checker, Limits, Progress, Stop, Verdict, Witness};
use lockstep::history::{DecodeError, Expected, Independent, ReadError, Recording};
use lockstep::models::Model;
use lockstep::report::HistoryPage;
use thiserror::Error;

use crate::catalog::{Known, Settings, Visit};
use crate::check::Check;
use crate::check::bar;
use crate::check::infer::{self, InferError};
use crate::check::spent::Spent;
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
    /// How long it took, reading included, and without a page.
    pub(crate) seconds: f64,
    pub(crate) verdict: Verdict,
    pub(crate) warnings: Vec<String>,
    /// If one was asked for.
    pub(crate) page: Option<HistoryPage>,
    /// The history itself, which may be large.
    pub(crate) spent: Option<Spent>,
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
    let checked = match (workload, model) {
        (_, None) => Checked {
            verdict: Verdict::Valid(Witness::default()),
            at: Instant::now(),
            warnings: nothing_tested(),
            page: check
                .html
                .is_some()
                .then(|| HistoryPage::unjudged(&recording)),
            spent: None,
        },
        (Some(workload), Some(model)) => workload.visit(checking(model))?,
        (None, Some(model)) => model.visit(&check.settings(), checking(model))??,
    };
    Ok(Judgement {
        model,
        workload,
        independent,
        operations: recording.operations(),
        seconds: (checked.at - start).as_secs_f64(),
        verdict: checked.verdict,
        warnings: checked.warnings,
        page: checked.page,
        spent: checked.spent,
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

/// What a check of a known type comes to.
struct Checked {
    verdict: Verdict,
    /// When it was known.
    at: Instant,
    warnings: Vec<String>,
    page: Option<HistoryPage>,
    spent: Option<Spent>,
}

impl VisitWorkload for Checking<'_> {
    type Output = Result<Checked, DecodeError>;

    fn visit<R: Runnable>(self) -> Self::Output {
        Visit::visit(self, R::ready())
    }
}

impl Visit for Checking<'_> {
    type Output = Result<Checked, DecodeError>;

    fn visit<M: Known>(self, model: M) -> Self::Output {
        let threads = self.check.read_options().threads_or_all();
        let history = self
            .recording
            .decode_on(&model, self.independent, threads)?;
        let progress = Arc::new(Progress::default());
        let checker = self.checker(&model).progress(Arc::clone(&progress));
        let check = || checker.check(&history);
        let verdict = bar::while_checking(self.recording, &progress, check);
        let at = Instant::now();
        let judged = Judged {
            recording: self.recording,
            name: self.name,
            independent: self.independent,
        };
        let warnings = judged.warnings(&model, &history, &verdict);
        let page = self.check.html.as_ref().map(|_| {
            let stop = Stop::after(self.check.timeout);
            let checker = Checking { stop, ..self }.checker(&model);
            HistoryPage::of(&checker, &history, &verdict)
                .with_recording(self.recording)
                .fact("model", self.name.to_string())
        });
        Ok(Checked {
            verdict,
            at,
            warnings,
            page,
            spent: Some(Spent::new(history)),
        })
    }
}

impl Checking<'_> {
    fn checker<M: Model + Sync>(&self, model: M) -> Checker<M> {
        let limits = Limits {
            stop: self.stop.clone(),
            memory_bytes: self.check.memory,
            ..Limits::default()
        };
        let checker = Checker::of(model, self.check.consistency)
            .engine(self.check.engine)
            .limits(limits);
        match self.check.threads {
            Some(threads) => checker.threads(threads),
            None => checker,
        }
    }
}
