use std::error::Error;
use std::fs;
use std::path::Path;

use lockstep::history::{ReadError, ReadOptions};
use lockstep::report::{RunFigures, RunPage};

use super::directory::{HISTORY, HISTORY_PAGE, PAGE};
use super::{About, Verdicts};
use crate::input::Input;
use crate::quantity::write_duration;

/// Writes the page of a run and its plots into its directory; returns its figures.
pub(super) fn write(directory: &Path, about: &About) -> Result<RunFigures, Box<dyn Error>> {
    let write = |name: &str, text: String| {
        let path = directory.join(name);
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    };
    let figures = figures(directory)?;
    for plot in figures.plots() {
        write(&format!("{}.svg", plot.name()), plot.to_svg())?;
    }
    let page = page(directory, about, figures);
    write(PAGE, page.to_html())?;
    Ok(page.into_figures())
}

/// Measures what was recorded in the directory of a run.
pub(crate) fn figures(directory: &Path) -> Result<RunFigures, ReadError> {
    let history = Input::File(directory.join(HISTORY));
    let recording = history.read(None, ReadOptions::default())?;
    Ok(RunFigures::of(&recording))
}

/// Makes the page of a run from what is in its directory.
pub(crate) fn page(directory: &Path, about: &About, figures: RunFigures) -> RunPage {
    let title = format!("{} against {}", about.workload, about.client);
    let mut page = RunPage::new(title, figures).command(about.command());
    for (name, value) in facts(about) {
        page = page.fact(name, value);
    }
    for told in Verdicts::of_run(directory)
        .into_iter()
        .flat_map(|told| told.judges)
    {
        page = page.verdict(told.judge, told.verdict, told.text);
    }
    page = page.link("the history as a picture", HISTORY_PAGE);
    let plots = ["latency-raw", "latency-quantiles", "rate"].map(|plot| format!("{plot}.svg"));
    let files = [HISTORY, About::FILE, Verdicts::FILE].map(str::to_owned);
    for file in files.into_iter().chain(plots) {
        if directory.join(&file).exists() {
            page = page.link(file.clone(), file);
        }
    }
    page
}

fn facts(about: &About) -> Vec<(&'static str, String)> {
    let milliseconds = |time: u128| {
        write_duration(std::time::Duration::from_millis(
            u64::try_from(time).unwrap_or(u64::MAX),
        ))
    };
    let nemesis = || {
        let interval = milliseconds(about.nemesis_interval_ms);
        format!("{}, every {interval}", about.nemesis.join(", "))
    };
    let facts = [
        ("workload", Some(about.workload.clone())),
        ("client", Some(about.client.clone())),
        ("concurrency", Some(about.concurrency.to_string())),
        (
            "rate",
            Some(match about.rate_hz {
                Some(rate) => format!("{rate} a second"),
                None => "as many as can".to_owned(),
            }),
        ),
        ("time limit", about.time_limit_ms.map(milliseconds)),
        ("operations", about.ops.map(|ops| ops.to_string())),
        ("nemesis", (!about.nemesis.is_empty()).then(nemesis)),
        ("seed", Some(about.seed.clone())),
    ];
    let said = facts.into_iter().map(|(name, value)| Some((name, value?)));
    said.flatten().collect()
}
