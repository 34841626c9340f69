use lockstep::checker::{Limit, Property, Verdict};
use lockstep::history::Independent;

use crate::check::Check;
use crate::check::again;
use crate::check::judge::Judgement;
use crate::check::rule::Ruled;
use crate::color::{Paint, Tone};

/// What takes less than this is not worth a word.
const WORTH_SAYING_SECONDS: f64 = 1.0;

/// Writes judgements for people.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a> {
    pub(crate) check: &'a Check,
    pub(crate) paint: Paint,
}

impl Text<'_> {
    /// Writes a line for a file, and beneath it why it is not valid and what to type next.
    pub(crate) fn judged(&self, file: &str, judgement: &Judgement) -> String {
        let verdict = &judgement.verdict;
        let line = format!(
            "{} {file}: {}\n",
            self.word(verdict.name()),
            self.facts(judgement)
        );
        let again = || again::command(file, self.check, judgement);
        match verdict {
            Verdict::Valid(_) => line,
            Verdict::Invalid(counterexample) => {
                let why = counterexample.to_string();
                format!(
                    "{line}\n{}\n\ncheck it again, with a page to look at:\n  {}\n\n",
                    why.trim_end(),
                    again()
                )
            }
            Verdict::Unknown(limit @ Limit::Unfit { .. }) => {
                format!("{line}\n{limit}\n\n")
            }
            Verdict::Unknown(limit @ Limit::Monitor { .. }) => {
                format!("{line}\n{limit}; to search as well:\n  {}\n\n", again())
            }
            Verdict::Unknown(limit) => {
                format!("{line}\n{limit}; to give it more:\n  {}\n\n", again())
            }
        }
    }

    /// Writes a line for a file, and beneath it what a judge has counted.
    pub(crate) fn ruled(&self, file: &str, ruled: &Ruled) -> String {
        let keys = match ruled.independent {
            Independent::Yes => " for each key",
            Independent::No => "",
        };
        let operations = counted(ruled.operations, "operation");
        let word = self.word(ruled.verdict());
        let text = ruled.text();
        format!(
            "{word} {file}: {operations}, {}{keys}\n\n{text}\n",
            ruled.judge
        )
    }

    /// Writes the name of a verdict, as wide as the widest is.
    fn word(&self, verdict: &str) -> String {
        let tone = match verdict {
            "valid" => Tone::Good,
            "invalid" => Tone::Bad,
            _ => Tone::Doubtful,
        };
        self.paint.apply(tone, &format!("{verdict:<8}"))
    }

    fn facts(&self, judgement: &Judgement) -> String {
        let long = judgement.seconds >= WORTH_SAYING_SECONDS;
        let facts = [
            Some(counted(judgement.operations, "operation")),
            self.subject(judgement),
            self.property(),
            long.then(|| format!("{:.1} s", judgement.seconds)),
        ];
        facts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Names what was asked, where it is not linearizability.
    fn property(&self) -> Option<String> {
        let property = self.check.consistency;
        (property != Property::Linearizable).then(|| property.name().to_owned())
    }

    fn subject(&self, judgement: &Judgement) -> Option<String> {
        let model = judgement.model?;
        let keys = match judgement.independent {
            Independent::Yes => " for each key",
            Independent::No => "",
        };
        let told = match (judgement.workload, self.check.model) {
            (Some(workload), _) => return Some(format!("{model} of the workload {workload}")),
            (None, None) => " (inferred)",
            (None, Some(_)) => "",
        };
        Some(format!("{model}{keys}{told}"))
    }
}

/// Writes a number and what it is a number of: `1 file`, `2 files`.
pub(crate) fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
