use maud::{Markup, PreEscaped, html};

use crate::page::Page;
use crate::sheet::{SCRIPT, head};

mod axis;
mod band;
mod figures;
mod measured;
mod names;
mod palette;
mod plot;
mod quantiles;
mod quantiles_plot;
mod rate_plot;
mod rates;
mod raw_plot;
mod summary;
mod thinned;
mod windows;
mod written;

pub use figures::RunFigures;
pub use plot::Plot;
pub(crate) use written::count;

/// The page of a run: what was run, what became of it, and its plots.
///
/// # Examples
///
/// ```
/// use lockstep_history::{ReadOptions, Recording};
/// use lockstep_report::{RunFigures, RunPage};
///
/// let text = br#"{"process": 0, "type": "invoke", "f": "read"}"#;
/// let recording = Recording::from_bytes(text, "history.jsonl", None, ReadOptions::default())?;
/// let page = RunPage::new("register-42", RunFigures::of(&recording))
///     .fact("workload", "register")
///     .verdict("linearizable", "valid", "valid    history.jsonl: 1 operation")
///     .link("history", "history.jsonl")
///     .command("lockstep run register --seed 42");
/// assert!(page.to_html().contains("register-42"));
/// # Ok::<(), lockstep_history::ReadError>(())
/// ```
#[derive(Debug)]
#[must_use = "a page does nothing until it is written: see `to_html`"]
pub struct RunPage {
    title: String,
    figures: RunFigures,
    facts: Vec<(String, String)>,
    verdicts: Vec<Judged>,
    links: Vec<(String, String)>,
    command: Option<String>,
}

/// What one judge said.
#[derive(Debug)]
struct Judged {
    judge: String,
    verdict: String,
    text: String,
}

const STYLE: &str = concat!(
    include_str!("../assets/sheet.css"),
    include_str!("../assets/run/style.css")
);

impl RunPage {
    /// Makes a page of these figures, without anything else.
    pub fn new(title: impl Into<String>, figures: RunFigures) -> Self {
        Self {
            title: title.into(),
            figures,
            facts: Vec::new(),
            verdicts: Vec::new(),
            links: Vec::new(),
            command: None,
        }
    }

    /// Says something about the run: what it is, and what holds of it.
    pub fn fact(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.facts.push((name.into(), value.into()));
        self
    }

    /// Says what a judge said: a verdict in one word (`valid`, `invalid` or `unknown`), and all of it.
    pub fn verdict(
        mut self,
        judge: impl Into<String>,
        verdict: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        self.verdicts.push(Judged {
            judge: judge.into(),
            verdict: verdict.into(),
            text: text.into(),
        });
        self
    }

    /// Points to a file beside the page, by its relative address.
    pub fn link(mut self, text: impl Into<String>, address: impl Into<String>) -> Self {
        self.links.push((text.into(), address.into()));
        self
    }

    /// Says how to do the same again.
    pub fn command(mut self, command: impl Into<String>) -> Self {
        self.command = Some(command.into());
        self
    }

    /// Gives back the figures.
    pub fn into_figures(self) -> RunFigures {
        self.figures
    }

    /// Writes the page, which holds all that it needs.
    pub fn to_html(&self) -> String {
        let dark = palette::dark_style(":root[data-theme=\"dark\"] figure ");
        let page = Page {
            title: &self.title,
            style: &format!("{STYLE}{dark}"),
            script: SCRIPT,
            data: &self.figures.data(),
            body: self.body(),
        };
        page.to_html()
    }

    fn body(&self) -> Markup {
        html! {
            (head(&self.title, &html! {
                @for judged in &self.verdicts {
                    span class={ "word " (judged.class()) } { (judged.judge) ": " (judged.verdict) }
                }
            }))
            main {
                (self.told())
                section {
                    h2 { "Operations" }
                    (self.table())
                }
                @for plot in self.figures.plots() {
                    figure { (PreEscaped(plot.to_element())) }
                }
                @for judged in &self.verdicts {
                    section {
                        h2 class=(judged.class()) { (judged.judge) ": " (judged.verdict) }
                        pre { (judged.text.trim()) }
                    }
                }
            }
        }
    }

    fn told(&self) -> Markup {
        html! {
            section {
                dl {
                    @for (name, value) in &self.facts {
                        div { dt { (name) } dd { (value) } }
                    }
                }
                @if let Some(command) = &self.command {
                    p { span.soft { "again: " } code { (command) } }
                }
                @if !self.links.is_empty() {
                    p {
                        span.soft { "files: " }
                        @for (text, address) in &self.links {
                            a href=(address) { (text) } " "
                        }
                    }
                }
            }
        }
    }

    fn table(&self) -> Markup {
        html! {
            div.wide {
                table {
                    thead { tr { @for name in summary::HEAD { th { (name) } } } }
                    tbody {
                        @for row in summary::rows(&self.figures) {
                            tr { @for cell in row { td { (cell) } } }
                        }
                    }
                }
            }
            @for remark in summary::remarks(&self.figures) {
                p.soft { (remark) }
            }
        }
    }
}

impl Judged {
    /// Returns the class of the colour that repeats the word.
    fn class(&self) -> &'static str {
        match self.verdict.as_str() {
            "valid" => "valid",
            "invalid" => "invalid",
            _ => "unknown",
        }
    }
}
