mod arrows;
mod data;
mod held;
#[cfg(test)]
mod script;

use std::collections::{BTreeMap, BTreeSet};

use lockstep_scheduler::{Trace, TracedStep, View};
use maud::{Markup, html};

use crate::page::Page;
use data::Schedule;

const STYLE: &str = include_str!("../assets/schedule.css");
const SCRIPT: &str = include_str!("../assets/schedule.js");

/// The most steps that a page has as text, too, for a browser that runs no scripts.
const STEPS_AS_TEXT: usize = 2_000;

/// A page that shows a trace: a column for each task, time downwards.
///
/// What the failure depends on is bright and the rest dim. Arrows go from a message to who takes it,
/// from who wakes to who was woken, from a task to those it spawns and joins; locks that are held are
/// bars. A trace says what was done, not what came of it, so which message is taken is reckoned: first
/// in, first out.
///
/// # Examples
///
/// ```
/// use lockstep_report::SchedulePage;
/// use lockstep_scheduler::Runner;
///
/// let runner = Runner::new().without_traces();
/// let bug = runner.try_run(|| panic!("whatever the schedule")).unwrap_err();
/// let html = SchedulePage::new(&bug.trace).to_html();
/// assert!(html.contains("whatever the schedule"));
/// ```
#[derive(Clone, Debug)]
pub struct SchedulePage<'a> {
    trace: &'a Trace,
    source: BTreeMap<&'a str, String>,
}

impl<'a> SchedulePage<'a> {
    /// Makes the page of a trace.
    pub fn new(trace: &'a Trace) -> Self {
        Self {
            trace,
            source: BTreeMap::new(),
        }
    }

    /// Shows lines of the source beside the steps: `line_at` is asked for each place once, such as
    /// `src/bank.rs:31`.
    #[must_use]
    pub fn source(mut self, mut line_at: impl FnMut(&str) -> Option<String>) -> Self {
        let neighbours = self.trace.neighbours.as_ref();
        let passing = neighbours.and_then(|all| all.passing.as_ref());
        let others = passing.map_or(&[][..], |passing| &passing.trace.steps);
        let waits = self.trace.waits.iter().map(|wait| &wait.step);
        let steps = self.trace.steps.iter().chain(others).chain(waits);
        let places: BTreeSet<&str> = steps.map(|step| step.place.as_str()).collect();
        let line = |place| Some((place, line_at(place)?));
        self.source = places.into_iter().filter_map(line).collect();
        self
    }

    /// Writes the page: one HTML file.
    pub fn to_html(&self) -> String {
        let title = format!("{}: {}", self.trace.test, self.trace.failure);
        Page {
            title: &title,
            style: STYLE,
            script: SCRIPT,
            data: &Schedule::of(self.trace, &self.source),
            body: self.body(),
        }
        .to_html()
    }

    fn body(&self) -> Markup {
        html! {
            header {
                div.title {
                    h1 { (self.trace.test) " " span.invalid { (self.trace.failure) } }
                    p.soft { (self.origin()) }
                }
                (buttons())
            }
            section id="reason" aria-label="Why it failed" {
                pre { (self.reason()) }
                (self.waits())
                (self.difference())
            }
            main id="panes" {}
            noscript { (self.as_text()) }
            footer id="detail" aria-live="polite" {}
            dialog id="legend" {}
        }
    }

    fn origin(&self) -> String {
        let Trace {
            iteration,
            seed,
            strategy,
            ..
        } = self.trace;
        let shrunk = self.trace.shrunk_from;
        let shrunk = shrunk.map_or(String::new(), |steps| {
            format!(", shrunk from {steps} steps")
        });
        format!("iteration {iteration} of seed {seed}, strategy {strategy}{shrunk}")
    }

    /// Returns what the failure says, without the list of those who wait, which has a form of its own.
    fn reason(&self) -> &str {
        let reason = &self.trace.reason;
        let first = reason.lines().next().unwrap_or_default();
        if self.trace.waits.is_empty() {
            reason
        } else {
            first
        }
    }

    fn waits(&self) -> Markup {
        let cycle = self.trace.cycle();
        let circle = cycle.iter().chain(cycle.first());
        let circle: Vec<String> = circle.map(ToString::to_string).collect();
        html! {
            @if !circle.is_empty() {
                p id="cycle" { "They wait in a circle: " strong { (circle.join(" → ")) } }
            }
            @if !self.trace.waits.is_empty() {
                ul id="waits" {
                    @for wait in &self.trace.waits {
                        li data-task=(wait.step.task.number())
                            class=[cycle.contains(&wait.step.task).then_some("circle")] {
                            (self.wait(&wait.step))
                            @if let Some((holder, since)) = &wait.held_by {
                                ", held by " (holder) " since " code { (since) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Says what has to be otherwise for it to pass.
    fn difference(&self) -> Markup {
        let nearest = self.trace.nearest();
        let sentence = nearest.lines().next().unwrap_or_default();
        html! {
            @if !sentence.is_empty() {
                p id="difference" { (sentence.trim_end_matches(':')) }
            }
        }
    }

    fn wait(&self, step: &TracedStep) -> Markup {
        html! {
            strong { (step.task) } " waits to " (step.kind.name()) " " (self.trace.alias(step.target))
            " at " code { (step.place) }
        }
    }

    fn as_text(&self) -> Markup {
        let is_short = self.trace.steps.len() <= STEPS_AS_TEXT;
        html! {
            @if is_short {
                pre { (self.trace.table(View::Everything)) }
            } @else {
                p { "This page needs scripts to show its " (self.trace.steps.len()) " steps." }
            }
        }
    }
}

fn buttons() -> Markup {
    html! {
        div.tools role="toolbar" aria-label="View" {
            label { "Filter " input id="filter" type="search" placeholder="task, operation, place" autocomplete="off"; }
            button id="hide" type="button" aria-pressed="false" { "Hide the rest" }
            button id="to-failure" type="button" { "To the failure" }
            button id="to-difference" type="button" hidden { "To the difference" }
            button id="show-legend" type="button" { "Legend and keys" }
            button id="theme" type="button" { "Light or dark" }
        }
    }
}

#[cfg(test)]
mod tests {
    use lockstep_scheduler::Trace;

    use super::*;

    const DEADLOCK: &str = "lockstep trace 1\ntest <b>\niteration 0\nseed 0\niteration_seed 0\nstrategy s\n\
        steps_max 9\nfailure deadlock\nreason deadlock: no task can go on\nreason   T0 waits\nslice everything\n\
        neighbours 3\ntask T0  -  main\ntask T1  T0  -\nobject mutex 0  src/lib.rs:1\nobject mutex 1  src/lib.rs:1\n\
        step 1  T0  begin  T0  src/lib.rs:1\nstep 2  T0  spawn  T1  src/lib.rs:1\n\
        step 3  T0  lock  mutex 0  src/lib.rs:2\nstep 4  T1  begin  T1  src/lib.rs:1\n\
        step 5  T1  lock  mutex 1  src/lib.rs:3\n\
        wait  T0  lock  mutex 1  src/lib.rs:4  T1  src/lib.rs:3\n\
        wait  T1  lock  mutex 0  src/lib.rs:5  T0  src/lib.rs:2\n\
        passing 4\ntask T0  -  main\ntask T1  T0  -\nobject mutex 0  src/lib.rs:1\nobject mutex 1  src/lib.rs:1\n\
        step 4  T0  lock  mutex 1  src/lib.rs:4\n";

    #[test]
    fn a_deadlock_is_shown_with_its_circle_and_what_passes() {
        let trace: Trace = DEADLOCK.parse().expect("it is a trace");
        let mut asked = Vec::new();
        let page = SchedulePage::new(&trace).source(|place| {
            asked.push(place.to_owned());
            place.ends_with(":4").then(|| "</script>".into())
        });
        let html = page.to_html();
        assert_eq!(asked.len(), 5, "each place once: {asked:?}");
        assert!(html.contains("They wait in a circle: <strong>T0 → T1 → T0</strong>"));
        assert!(html.contains("It passes if at step 4 T0(main) goes on instead of T1</p>"));
        assert_eq!(html.matches("<li data-task=").count(), 2);
        assert_eq!(html.matches("</script>").count(), 2);
        assert!(!html.contains("<b>") && html.contains("&lt;b&gt;"));
    }
}
