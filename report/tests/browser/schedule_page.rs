//! The page of a schedule.

use std::fmt::Write;
use std::sync::Arc;

use lockstep_report::SchedulePage;
use lockstep_scheduler::sync::Mutex;
use lockstep_scheduler::{Runner, Trace, thread};

use crate::browser::Browser;
use crate::{Test, WIDE, integer, number};

pub(crate) const TRIALS: [Test; 6] = [
    ("a_schedule_opens_at_its_failure", failure),
    ("the_nearest_schedule_that_passes_stands_beside", nearest),
    ("steps_are_walked_along_and_told", steps),
    ("what_does_not_matter_is_hidden", hidden),
    ("a_deadlock_shows_who_waits_for_whom", deadlock),
    ("twenty_thousand_steps_are_quick", quick),
];

fn lost_update() -> Trace {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/schedules/lost-update.lockstep"
    );
    Trace::read(path).unwrap_or_else(|error| panic!("{error}"))
}

fn open(browser: &Browser, trace: &Trace) {
    browser.open(&SchedulePage::new(trace).to_html(), WIDE);
    browser.after_drawing("1");
}

/// Says whether an element is there and within the window.
fn is_in_view(browser: &Browser, selector: &str) -> bool {
    let script = format!(
        "const element = document.querySelector({selector:?});
         if (!element) return false;
         const box = element.getBoundingClientRect();
         return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;"
    );
    browser.run(&script).as_bool().expect("it is true or false")
}

fn count(browser: &Browser, selector: &str) -> i64 {
    integer(&browser.run(&format!(
        "return document.querySelectorAll({selector:?}).length"
    )))
}

fn failure(browser: &Browser) {
    open(browser, &lost_update());
    assert!(is_in_view(browser, "#pane-failing .row.failed.chosen"));
    assert!(browser.text("#reason").contains("an update is lost"));
    assert!(
        browser.text("#detail").contains("load atomic 0 = 1"),
        "{}",
        browser.text("#detail")
    );
    assert!(count(browser, ".arrows path.spawn") > 0);
    assert_eq!(browser.complaints(), [""; 0]);
    assert_eq!(
        integer(&browser.run("return performance.getEntriesByType('resource').length")),
        0
    );
}

fn nearest(browser: &Browser) {
    open(browser, &lost_update());
    assert!(is_in_view(browser, "#pane-passing .row.differs"));
    let differs = "return document.querySelector('#pane-passing .row.differs').dataset.step
        === document.querySelector('#pane-failing .row.differs').dataset.step";
    assert_eq!(browser.run(differs), true);
    assert!(browser.text("#difference").contains("goes on instead of"));
    browser.press("d");
    browser.after_drawing("1");
    assert!(is_in_view(browser, "#pane-failing .row.differs.chosen"));
}

fn steps(browser: &Browser) {
    open(browser, &lost_update());
    let before = browser.text("#detail");
    browser.press("kk");
    browser.after_drawing("1");
    assert_ne!(browser.text("#detail"), before);
    browser.press("p");
    browser.after_drawing("1");
    assert!(is_in_view(browser, "#pane-failing .row.turn.chosen"));
    browser.press("?");
    assert_eq!(
        browser.run("return document.getElementById('legend').open"),
        true
    );
}

fn hidden(browser: &Browser) {
    open(browser, &lost_update());
    browser.press("h");
    browser.after_drawing("1");
    let pressed = "return document.getElementById('hide').ariaPressed";
    assert_eq!(browser.run(pressed), "true");
    assert_eq!(count(browser, ".row.dim"), 0);
    browser.press("h");
    browser.write("#filter", "store");
    browser.after_drawing("1");
    assert!(
        browser.text("#pane-failing h2").contains("2 of 12 steps"),
        "{}",
        browser.text("#pane-failing h2")
    );
}

fn deadlock(browser: &Browser) {
    let body = || {
        let forks: [Arc<Mutex<()>>; 2] = [Arc::default(), Arc::default()];
        let [left, right] = forks.clone();
        let other = thread::spawn(move || {
            let held = right.lock().unwrap();
            drop((left.lock().unwrap(), held));
        });
        let [left, right] = forks;
        let held = left.lock().unwrap();
        drop((right.lock().unwrap(), held));
        other.join().unwrap();
    };
    let bug = Runner::new()
        .without_traces()
        .try_run(body)
        .expect_err("they can wait for each other");
    open(browser, &bug.trace);
    assert!(count(browser, "#waits li[data-task]") >= 2);
    assert!(!browser.text("#cycle").is_empty());
    assert!(
        count(browser, ".bar.open") >= 2,
        "both locks are held to the end"
    );
    assert_eq!(browser.complaints(), [""; 0]);
}

/// The most milliseconds that a step further may take.
const QUICK_MS: f64 = 100.0;

fn quick(browser: &Browser) {
    let mut text = String::from(
        "lockstep trace 1\ntest long\niteration 0\nseed 0\niteration_seed 0\nstrategy s\nsteps_max 99999\n\
         failure panic\nreason it was long\nslice everything\ntask T0  -  main\ntask T1  T0  -\ntask T2  T0  -\n\
         object atomic 0  src/lib.rs:1\n",
    );
    for step in 1..=20_000 {
        let kind = if step % 3 == 0 { "store" } else { "load" };
        writeln!(
            text,
            "step {step}  T{}  {kind}  atomic 0  src/lib.rs:{}",
            step / 5 % 3,
            step % 90 + 1
        )
        .expect("a string takes all");
    }
    let trace: Trace = text.parse().expect("it is a trace");
    open(browser, &trace);
    assert!(is_in_view(browser, "#pane-failing .row.failed"));
    assert!(
        count(browser, ".row") < 500,
        "only what is in view is there"
    );
    let script = "const took = [];
        for (let k = 0; k < 15; k++) {
          const start = performance.now();
          document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'k', bubbles: true}));
          document.getElementById('panes').getBoundingClientRect();
          took.push(performance.now() - start);
        }
        return took.sort((one, other) => one - other)[7];";
    let median = number(&browser.run(script));
    println!("{median:.1} ms a step");
    assert!(median < QUICK_MS, "{median} ms");
}
