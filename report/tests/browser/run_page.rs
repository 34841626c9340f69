//! The page of a run.

use lockstep_report::{RunFigures, RunPage};

use crate::browser::Browser;
use crate::histories::turns;
use crate::{Test, WIDE, integer};

pub(crate) const TRIALS: [Test; 1] = [("a_run_shows_its_figures_and_plots", figures)];

fn figures(browser: &Browser) {
    let recording = turns(2_000, 5, None);
    let page = RunPage::new("register-1", RunFigures::of(&recording))
        .fact("workload", "register")
        .verdict(
            "linearizable",
            "valid",
            "valid    history.jsonl: 2,000 operations",
        )
        .link("history", "history.jsonl")
        .command("lockstep run register --seed 1");
    for size in [WIDE, (500, 900)] {
        browser.open(&page.to_html(), size);
        let text = browser.text("body");
        for words in [
            "register-1",
            "linearizable",
            "read",
            "write",
            "median",
            "lockstep run register --seed 1",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        let plots = "return [...document.querySelectorAll('svg')].filter(
            (plot) => plot.getBoundingClientRect().width > 200).length";
        assert_eq!(integer(&browser.run(plots)), 3);
        let wide = browser.run("return [document.documentElement.scrollWidth, innerWidth]");
        assert!(integer(&wide[0]) <= integer(&wide[1]), "{wide}");
        assert_eq!(browser.complaints(), [""; 0]);
        assert_eq!(
            integer(&browser.run("return performance.getEntriesByType('resource').length")),
            0
        );
    }
    let paper = "return getComputedStyle(document.body).backgroundColor";
    let before = browser.run(paper);
    browser.click("#theme");
    assert_ne!(browser.run(paper), before);
}
