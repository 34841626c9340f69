//! The pages, opened in headless Chromium. Where chromium or chromedriver is not installed, the tests are
//! ignored.

use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Trial};
use serde_json::Value;

use crate::browser::Browser;

mod browser;
mod histories;
mod history_page;
mod run_page;
mod schedule_page;

/// A test of pages: its name, and what it does.
type Test = (&'static str, fn(&Browser));

/// A window, in pixels.
const WIDE: (u32, u32) = (1400, 800);

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // One browser for all of them.
    arguments.test_threads = Some(1);
    let missing = Browser::missing();
    if let Some(program) = missing {
        eprintln!("{program} is not installed: the tests of pages are ignored");
    }
    let browser: Arc<Mutex<Option<Browser>>> = Arc::default();
    let tests = history_page::TRIALS.iter();
    let tests = tests.chain(&schedule_page::TRIALS).chain(&run_page::TRIALS);
    let trials = tests.map(|&(name, test)| {
        let browser = Arc::clone(&browser);
        let run = move || {
            // A test that failed leaves a page, which the next one replaces.
            let mut browser = browser.lock().unwrap_or_else(PoisonError::into_inner);
            test(browser.get_or_insert_with(Browser::start));
            Ok(())
        };
        Trial::test(name, run).with_ignored_flag(missing.is_some())
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    drop(browser);
    conclusion.exit_code()
}

fn integer(value: &Value) -> i64 {
    value
        .as_i64()
        .unwrap_or_else(|| panic!("no integer: {value}"))
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("no number: {value}"))
}
