use maud::{Markup, html};
use serde::Serialize;

use crate::page::Page;
use crate::run::count;
use crate::sheet::{SCRIPT, head};

/// The page that lists recorded runs.
///
/// # Examples
///
/// ```
/// use lockstep_report::{ListedRun, RunsPage};
///
/// let run = ListedRun {
///     name: "register-42".to_owned(),
///     address: "register-42/".to_owned(),
///     recorded: "Sun, 22 Nov 2026 11:14:50 GMT".to_owned(),
///     workload: "register".to_owned(),
///     client: "memory".to_owned(),
///     operations: Some(10_000),
///     verdict: Some("valid".to_owned()),
///     files: vec!["history.jsonl".to_owned()],
/// };
/// let page = RunsPage::new("runs", vec![run]);
/// assert!(page.to_html().contains("register-42/history.jsonl"));
/// ```
#[derive(Debug)]
pub struct RunsPage {
    title: String,
    runs: Vec<ListedRun>,
}

/// What is said of a run in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListedRun {
    /// What it is called: where it is below what is listed.
    pub name: String,
    /// The address of its page, with `/` at its end.
    pub address: String,
    /// When it was recorded.
    pub recorded: String,
    /// What was done.
    pub workload: String,
    /// Against what.
    pub client: String,
    /// How many operations were judged, if any were.
    pub operations: Option<u64>,
    /// What all judges said together, if any did: `valid`, `invalid`, `unknown` or `unreadable`.
    pub verdict: Option<String>,
    /// Its files, by their names.
    pub files: Vec<String>,
}

const STYLE: &str = concat!(
    include_str!("../assets/sheet.css"),
    include_str!("../assets/runs/style.css")
);

impl RunsPage {
    /// Makes the page of these runs, in their order.
    pub fn new(title: impl Into<String>, runs: Vec<ListedRun>) -> Self {
        let title = title.into();
        Self { title, runs }
    }

    /// Writes the page, which holds all that it needs.
    pub fn to_html(&self) -> String {
        let page = Page {
            title: &self.title,
            style: STYLE,
            script: SCRIPT,
            data: &self.runs,
            body: self.body(),
        };
        page.to_html()
    }

    fn body(&self) -> Markup {
        html! {
            (head(&self.title, &html! {
                span.soft { "recorded runs: " (count(self.runs.len() as u64)) ", the last one first" }
            }))
            main {
                @if self.runs.is_empty() {
                    p { "There is no run yet. " code { "lockstep run register --out DIR" } " records one." }
                } @else {
                    div.wide {
                        table {
                            thead { tr {
                                @for name in ["run", "verdict", "workload", "client", "operations", "recorded", "files"] {
                                    th { (name) }
                                }
                            } }
                            tbody { @for run in &self.runs { (row(run)) } }
                        }
                    }
                }
            }
        }
    }
}

fn row(run: &ListedRun) -> Markup {
    let verdict = run.verdict.as_deref().unwrap_or("not judged");
    let class = match verdict {
        "valid" => "valid",
        "invalid" => "invalid",
        "not judged" => "soft",
        _ => "unknown",
    };
    html! {
        tr {
            td { a href=(run.address) { (run.name) } }
            td class={ "verdict " (class) } { (verdict) }
            td { (run.workload) }
            td { (run.client) }
            td.number { (run.operations.map_or_else(|| "-".to_owned(), count)) }
            td.date { (run.recorded) }
            td { @for file in &run.files { a href={ (run.address) (file) } { (file) } " " } }
        }
    }
}
