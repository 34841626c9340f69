use lockstep_checker::{Checker, Property, Verdict};
use lockstep_history::{History, Recording};
use lockstep_models::Model;
use maud::{Markup, PreEscaped, html};

use crate::annotation::annotations;
use crate::history::data::{Data, Fact, Judged};
use crate::history::operations::Operations;
use crate::history::portions::{of_portions, of_whole};
use crate::history::script::SCRIPT;
use crate::history::states::States;
use crate::page::Page;

mod before;
mod data;
mod operations;
mod portions;
mod script;
mod states;
mod unjudged;

const STYLE: &str = include_str!("../assets/history/style.css");
const BODY: &str = include_str!("../assets/history/body.html");

/// A history to look at, in a browser: a row for each process and a bar for each operation.
///
/// ```text
///   0  ├─ write 1 ─┤                   ├─ read → 2 ─┤
///   1                ├─ write 2 ─────┤
///   2                  ├─ read → 1 ─┤
/// ```
///
/// Where it is valid, every operation has a mark at a moment at which it can have taken effect, and a
/// line threads them in that order. Where it is not, the page opens at the operation that finds no place;
/// beside the picture stands what was tried, and why nothing of it leaves a place. Independent keys, and
/// parts of the object that can be judged by themselves, are listed with a verdict each.
///
/// # Examples
///
/// ```
/// use lockstep_checker::Checker;
/// use lockstep_history::{Event, History};
/// use lockstep_models::{Register, RegisterOp::{Read, Write}, RegisterRet::{Done, Got}};
/// use lockstep_report::HistoryPage;
///
/// let history = History::from_events([
///     Event::Invoke(0, Write(1)),
///     Event::Ok(0, Done),
///     Event::Invoke(0, Read),
///     Event::Ok(0, Got(0)),
/// ])?;
/// let checker = Checker::linearizable(Register::new(0));
/// let verdict = checker.check(&history);
/// let html = HistoryPage::of(&checker, &history, &verdict).to_html();
/// assert!(html.contains("no place for process 0's read → 0"));
/// # Ok::<(), lockstep_history::RuleBroken>(())
/// ```
#[derive(Clone, Debug)]
pub struct HistoryPage {
    data: Data,
    /// What is there without a script, too.
    text: String,
}

impl HistoryPage {
    /// Makes the page of a history and what the checker says of it.
    ///
    /// If it is not valid, each part that can be judged by itself is judged once more, with the limits of
    /// the checker, so that the page can tell which of them are wrong.
    ///
    /// # Panics
    ///
    /// As [`Checker::check`].
    pub fn of<M: Model + Clone + Sync>(
        checker: &Checker<M>,
        history: &History<M::Op, M::Ret>,
        verdict: &Verdict,
    ) -> Self {
        let model = checker.model();
        let mut operations = Operations::of_history(model, history);
        let parts = match checker.property() {
            Property::Linearizable => of_portions(checker, history, verdict, &mut operations),
            _ => vec![of_whole(checker, history, verdict)],
        };
        let judged = Judged {
            property: checker.property().name().to_owned(),
            verdict: verdict.name(),
            sentence: sentence(checker.property(), verdict),
            order: match verdict {
                Verdict::Valid(witness) => Some(witness.order().to_vec()),
                _ => None,
            },
            parts,
        };
        let orders = orders(&judged, &operations.part_of);
        let states = States::along(model, history, orders.iter().map(Vec::as_slice));
        Self {
            text: match verdict {
                Verdict::Invalid(counterexample) => counterexample.to_string(),
                _ => judged.sentence.clone(),
            },
            data: Data::new(history.source(), history.event_count() as usize, operations)
                .times(history.times())
                .judged(judged, states),
        }
    }

    /// Adds what a judge that knows a rule says of the history, in lines for people.
    #[must_use]
    pub fn with_report(mut self, judge: &str, verdict: &'static str, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self.data.judged = Some(Judged::by_rule(judge, verdict, text));
        self
    }

    /// Adds what a recording tells beside its operations: faults and remarks as bands, the lines of the
    /// file, errors.
    ///
    /// It has to be the recording that the history was decoded from; events are known by their numbers.
    #[must_use]
    pub fn with_recording(mut self, recording: &Recording) -> Self {
        self.data.annotations = annotations(recording);
        self.data.lines = data::lines(recording);
        self.data.errors = data::errors(recording);
        self
    }

    /// Adds a fact to the head of the page: `model` and `register`.
    #[must_use]
    pub fn fact(mut self, name: &str, value: impl Into<String>) -> Self {
        self.data.facts.push(Fact {
            name: name.to_owned(),
            value: value.into(),
        });
        self
    }

    /// Writes the page.
    ///
    /// # Complexity
    ///
    /// Linear in the number of events: some 35 bytes an operation, besides what is written in its bar.
    pub fn to_html(&self) -> String {
        let page = Page {
            title: &self.data.title(),
            style: STYLE,
            script: SCRIPT,
            data: &self.data,
            body: self.body(),
        };
        page.to_html()
    }

    fn body(&self) -> Markup {
        html! {
            noscript { pre { (self.text) } p { "The picture needs JavaScript; nothing is loaded." } }
            div id="app" { (PreEscaped(BODY)) }
        }
    }
}

/// Returns the orders that are shown: one for each part that has one.
fn orders(judged: &Judged, part_of: &[u32]) -> Vec<Vec<u32>> {
    let Some(whole) = &judged.order else {
        let orders = judged.parts.iter().filter_map(|part| part.order.clone());
        return orders.collect();
    };
    if part_of.is_empty() {
        return vec![whole.clone()];
    }
    let mut orders = vec![Vec::new(); judged.parts.len()];
    for operation in whole {
        if let Some(part) = part_of[*operation as usize].checked_sub(1) {
            orders[part as usize].push(*operation);
        }
    }
    orders
}

fn sentence(property: Property, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Valid(_) => property.to_string(),
        Verdict::Invalid(counterexample) => counterexample.sentence(),
        Verdict::Unknown(limit) => format!("nobody knows whether it is {property}: {limit}"),
    }
}
