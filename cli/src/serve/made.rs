use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::check::{Check, judge};
use crate::input::Input;
use crate::run::page::{figures, page as run_page};
use crate::run::{About, HISTORY, HISTORY_PAGE, PAGE, Verdicts};

/// How long a check may take whose page somebody waits for.
const TIMEOUT: &str = "10s";

/// Makes the page that is asked for, of a run or of its history, unless it is there and newer than what it
/// shows, or there is nothing to show.
pub(super) fn page(run: &Path, name: Option<&str>) -> Option<Result<String, String>> {
    let name = name.unwrap_or(PAGE);
    let is_made = [PAGE, HISTORY_PAGE].contains(&name);
    let changed = changed(&run.join(HISTORY))?;
    let is_current = |page: SystemTime| page >= changed;
    if !is_made || self::changed(&run.join(name)).is_some_and(is_current) {
        return None;
    }
    Some(if name == PAGE {
        of_run(run)
    } else {
        of_history(run)
    })
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|found| found.modified()).ok()
}

fn of_run(run: &Path) -> Result<String, String> {
    let about = About::beside(&run.join(HISTORY));
    let about = about.ok_or_else(|| format!("{} cannot be read", About::FILE))?;
    let figures = figures(run).map_err(|error| error.to_string())?;
    Ok(run_page(run, &about, figures).to_html())
}

fn of_history(run: &Path) -> Result<String, String> {
    let history = run.join(HISTORY);
    let options = ["--html", HISTORY_PAGE, "--timeout", TIMEOUT].map(Into::into);
    let file = history.clone().into_os_string();
    let check = Check::of(options.into_iter().chain([file]));
    let judgement = judge(&Input::File(history), &check).map_err(|error| error.to_string())?;
    let page = judgement
        .page
        .ok_or_else(|| "there is no page of it".to_owned())?;
    Ok(page.to_html())
}

/// Returns the files of a run that can be looked at, those that are made when they are asked for included.
pub(super) fn files(run: &Path) -> Vec<String> {
    let made = run.join(HISTORY).exists().then_some(HISTORY_PAGE);
    let there = [HISTORY, About::FILE, Verdicts::FILE].into_iter();
    let there = there.filter(|file| run.join(file).is_file());
    made.into_iter().chain(there).map(str::to_owned).collect()
}
