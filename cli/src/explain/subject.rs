use std::error::Error;
use std::path::Path;

use clap::Parser;
use lockstep::checker::Verdict;
use lockstep::scheduler::{Trace, View};

use crate::check::{Check, judge};
use crate::exit::Exit;
use crate::input::Input;

/// What a file is about.
pub(crate) enum Subject {
    Wrong(Wrong),
    /// Nothing went wrong, or nobody knows.
    Nothing {
        why: String,
        exit: Exit,
    },
}

/// Something that went wrong.
pub(crate) struct Wrong {
    /// What the report is, for the list of what is sent.
    pub(super) name: String,
    pub(super) report: String,
}

/// The options of a check, on their own.
#[derive(Debug, Parser)]
#[command(name = "lockstep explain FILE --", no_binary_name = true)]
struct Options {
    #[command(flatten)]
    check: Check,
}

/// Reads a trace, or judges a history as `lockstep check` does with these options.
pub(super) fn find(path: &Path, options: &[String]) -> Result<Subject, Box<dyn Error>> {
    let input = Input::from_path(path);
    if input.is_trace()? {
        let trace = Trace::read(path)?;
        if let Some(option) = options.first() {
            let path = path.display();
            return Err(format!("-- {option} is for histories; {path} is a trace").into());
        }
        return Ok(Subject::Wrong(of_trace(&trace)));
    }
    let file = [path.as_os_str().to_owned()];
    let options = options.iter().map(Into::into);
    let Options { check } = Options::parse_from(file.into_iter().chain(options));
    if let Some(beyond) = check.beyond_one_verdict() {
        return Err(format!("{beyond} behind -- does nothing for an explanation").into());
    }
    of_history(&input, &check)
}

fn of_trace(trace: &Trace) -> Wrong {
    let Trace {
        test,
        failure,
        reason,
        ..
    } = trace;
    let steps = trace.table(View::Slice);
    Wrong {
        name: "the steps that the failure depends on, and its reason".to_owned(),
        report: format!(
            "the test {test} failed under a chosen schedule: {failure}\n\n{reason}\n\n{steps}"
        ),
    }
}

fn of_history(input: &Input, check: &Check) -> Result<Subject, Box<dyn Error>> {
    let judgement = judge(input, check)?;
    let model = judgement
        .model
        .map_or(String::new(), |model| format!(" of the object {model}"));
    let operations = judgement.operations;
    Ok(match &judgement.verdict {
        Verdict::Invalid(counterexample) => Subject::Wrong(Wrong {
            name: "the counterexample".to_owned(),
            report: format!(
                "a history of {operations} operations{model} is wrong\n\n{counterexample}"
            ),
        }),
        Verdict::Valid(_) => Subject::Nothing {
            why: format!("{} is valid", input.name()),
            exit: Exit::Good,
        },
        Verdict::Unknown(limit) => Subject::Nothing {
            why: format!("nobody knows whether {} is valid: {limit}", input.name()),
            exit: Exit::Unknown,
        },
    })
}
