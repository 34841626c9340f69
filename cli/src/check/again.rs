use std::path::Path;

use lockstep::checker::{Engine, Limit, Property, Verdict};
use lockstep::history::{AfterInfo, Independent};
use lockstep::models::{FailedCas, NullReads, Overdrafts};

use crate::check::judge::Judgement;
use crate::check::{Check, MEMORY, TIMEOUT};
use crate::quantity::{bytes, duration, write_bytes, write_duration};
use crate::quoted::quoted;

/// Where the page goes that is proposed.
const PAGE: &str = "page.html";

/// By how much a limit that was reached is raised.
const RAISE: u32 = 10;

/// Returns the command that judges one history again, to be pasted into a shell.
///
/// What was inferred is spelt out, and a limit that was reached is raised.
pub(crate) fn command(file: &str, check: &Check, judgement: &Judgement) -> String {
    let mut command = Command(String::from("lockstep check"));
    // The object of a workload stands beside the history, with its initial state.
    if let (Some(model), None) = (judgement.model, judgement.workload) {
        command.say("--model", &model);
    }
    if check.consistency != Property::Linearizable {
        command.say("--consistency", &check.consistency.name());
    }
    if let Some(initial) = &check.initial {
        command.say("--initial", initial);
    }
    if let Some(format) = check.format {
        command.say("--format", &format);
    }
    if judgement.independent == Independent::Yes {
        command.add("--independent");
    }
    if check.failed_cas == FailedCas::Observes {
        command.say("--failed-cas", &"observes");
    }
    if check.null_reads == NullReads::Unknown {
        command.say("--null-reads", &"unknown");
    }
    if check.overdrafts == Overdrafts::Allowed {
        command.say("--overdrafts", &"allowed");
    }
    if check.after_info == AfterInfo::NewProcess {
        command.say("--after-info", &"new-process");
    }
    match (check.engine, &judgement.verdict) {
        // The search may tell what the monitor cannot.
        (_, Verdict::Unknown(Limit::Monitor { .. })) => {}
        (Engine::Monitor, _) => command.say("--engine", &"monitor"),
        (Engine::Search, _) => command.say("--engine", &"search"),
        _ => {}
    }
    command.say_limits(check, &judgement.verdict);
    if let Verdict::Invalid(_) = judgement.verdict {
        let page = check.html.as_deref().unwrap_or(Path::new(PAGE));
        command.say("--html", &quoted(&page.display().to_string()));
    }
    command.add(&quoted(file));
    command.0
}

struct Command(String);

impl Command {
    fn say_limits(&mut self, check: &Check, verdict: &Verdict) {
        let (mut timeout, mut memory) = (check.timeout, check.memory);
        match verdict {
            Verdict::Unknown(Limit::Time) => timeout = timeout.saturating_mul(RAISE),
            Verdict::Unknown(Limit::Memory { .. }) => memory = memory.saturating_mul(RAISE.into()),
            _ => {}
        }
        if Ok(timeout) != duration(TIMEOUT) {
            self.say("--timeout", &write_duration(timeout));
        }
        if Ok(memory) != bytes(MEMORY) {
            self.say("--memory", &write_bytes(memory));
        }
        if let Some(threads) = check.threads {
            self.say("--threads", &threads);
        }
    }

    fn say(&mut self, option: &str, value: &impl ToString) {
        self.add(option);
        self.add(&quoted(&value.to_string()));
    }

    fn add(&mut self, word: &str) {
        self.0.push(' ');
        self.0.push_str(word);
    }
}
