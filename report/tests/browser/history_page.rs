//! The page of a history.

use lockstep_checker::Checker;
use lockstep_history::Independent;
use lockstep_models::{CasRegister, Kv, MultiRegister, OwnedMutex, Register, Set};
use lockstep_report::HistoryPage;
use serde_json::Value;

use crate::browser::Browser;
use crate::histories::{example, judged, lines, register_page, turns};
use crate::{Test, WIDE, integer, number};

pub(crate) const TRIALS: [Test; 18] = [
    ("pages_of_all_sorts_open_without_a_complaint", all_sorts),
    (
        "the_contradiction_is_in_view_with_its_reason",
        contradiction,
    ),
    ("a_contradiction_far_from_the_start_is_in_view", far),
    ("processes_are_chosen_by_numbers_and_ranges", processes),
    ("operations_are_chosen_by_name_and_outcome", names),
    ("what_is_searched_for_is_found_and_shown", search),
    ("keys_are_listed_with_their_verdicts", keys),
    ("zoom_and_pan_do_what_they_say", zoom_and_pan),
    ("clock_time_shows_how_long_operations_took", clock),
    ("a_linearization_is_walked_along", linearization),
    ("every_mark_is_in_its_bar_also_by_a_coarse_clock", marks),
    ("times_since_1970_are_told_to_the_nanosecond", since_1970),
    ("what_a_judge_has_counted_is_shown", counted),
    ("a_configuration_is_shown_and_hidden", configuration),
    ("faults_are_bands", faults),
    ("light_and_dark_are_switched", theme),
    ("a_narrow_window_shows_all_of_it", narrow),
    ("a_hundred_thousand_operations_are_fluid", fluid),
];

fn all_sorts(browser: &Browser) {
    let causal = lines(CAUSAL);
    let history = causal
        .decode(&Register::<i64>::new(0), Independent::No)
        .expect("it is valid");
    let checker = Checker::causal(Register::<i64>::new(0));
    let verdict = checker.check(&history);
    assert_eq!(verdict.name(), "invalid");
    let hostile = lines(HOSTILE);
    let stats = HistoryPage::unjudged(&hostile).with_report("stats", "valid", "all is well\n");
    let pages = [
        judged(
            <CasRegister>::default(),
            &example("cas-register-two-leaders.json"),
            Independent::No,
        )
        .1,
        judged(
            <CasRegister>::default(),
            &example("cas-register-timeouts-under-partition.log"),
            Independent::No,
        )
        .1,
        judged(
            <OwnedMutex>::default(),
            &example("mutex-two-holders.edn"),
            Independent::No,
        )
        .1,
        judged(
            Kv::default(),
            &example("kv-append-is-lost.edn"),
            Independent::No,
        )
        .1,
        judged(
            <MultiRegister>::default(),
            &example("multi-register-fractured-read.jsonl"),
            Independent::No,
        )
        .1,
        judged(
            <Set>::default(),
            &example("set-removed-element-comes-back.jsonl"),
            Independent::No,
        )
        .1,
        judged(
            <Register>::default(),
            &example("register-independent-keys.jsonl"),
            Independent::Yes,
        )
        .1,
        HistoryPage::of(&checker, &history, &verdict).to_html(),
        HistoryPage::unjudged(&hostile).to_html(),
        stats.to_html(),
        HistoryPage::unjudged(&lines(NOTHING)).to_html(),
    ];
    for page in pages {
        browser.open(&page, WIDE);
        let loaded = "return performance.getEntriesByType('resource').length";
        assert_eq!(integer(&browser.run(loaded)), 0);
        browser.press("cn+-0tof");
        browser.after_drawing("1");
        assert_eq!(browser.complaints(), [""; 0], "{}", browser.text("h1"));
    }
}

/// Nobody's markup is what operations are made of.
const HOSTILE: &str = r#"
{"process": 0, "type": "invoke", "f": "</script><script>throw 1</script>", "value": "<img src=x onerror='throw 2'>"}
{"process": 0, "type": "fail", "f": "</script><script>throw 1</script>", "value": null, "error": "<b>no</b>"}
{"process": "<i>nemesis</i>", "type": "info", "f": "kill", "value": "begin"}
"#;

const NOTHING: &str = r#"{"process": "nemesis", "type": "info", "f": "kill", "value": "begin"}"#;

const CAUSAL: &str = r#"
{"process": 0, "type": "invoke", "f": "write", "value": 1}
{"process": 0, "type": "ok", "f": "write", "value": 1}
{"process": 0, "type": "invoke", "f": "write", "value": 2}
{"process": 0, "type": "ok", "f": "write", "value": 2}
{"process": 1, "type": "invoke", "f": "read", "value": null}
{"process": 1, "type": "ok", "f": "read", "value": 2}
{"process": 1, "type": "invoke", "f": "read", "value": null}
{"process": 1, "type": "ok", "f": "read", "value": 1}
"#;

/// Says whether an operation's bar is within the picture.
fn is_in_view(browser: &Browser, operation: usize) -> bool {
    let script = format!(
        "const box = lockstep.box({operation}), size = lockstep.size;
         return box !== null && box.right > size.gutter && box.left < size.width
           && box.top >= size.head && box.bottom <= size.height;"
    );
    browser.run(&script).as_bool().expect("it is true or false")
}

fn contradiction(browser: &Browser) {
    let (_, page) = judged(
        <Register>::default(),
        &example("register-stale-read-after-failover.jsonl"),
        Independent::No,
    );
    browser.open(&page, WIDE);
    assert!(is_in_view(browser, 4));
    assert_eq!(browser.text("#verdict"), "✗ invalid");
    assert_eq!(
        browser.text("h1"),
        "not linearizable: no place for process 2's read → 1"
    );
    let why = browser.text("#why");
    for words in [
        "must take effect while it is open",
        "after write 2",
        "the register holds 2",
        "cannot follow",
    ] {
        assert!(why.contains(words), "{words}: {why}");
    }
    // The red line and the mark are drawn.
    let red = "const canvas = document.getElementById('rows'), box = lockstep.box(4);
        const scale = canvas.width / canvas.clientWidth;
        const pixels = canvas.getContext('2d').getImageData(box.left * scale, box.top * scale, 60 * scale, 20 * scale).data;
        let red = 0;
        for (let k = 0; k < pixels.length; k += 4) red += pixels[k] > 150 && pixels[k + 1] < 90 && pixels[k + 2] < 90;
        return red;";
    assert!(integer(&browser.run(red)) > 50);
}

fn far(browser: &Browser) {
    let recording = turns(10_000, 6, Some(7_003));
    let (verdict, page) = register_page(&recording);
    let operation = verdict
        .counterexample()
        .expect("the read is stale")
        .operation;
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
    browser.open(&page, WIDE);
    assert!(is_in_view(browser, operation as usize));
    // Nobody gets lost: the key leads back.
    browser.press("0");
    browser.after_drawing("1");
    browser.press("c");
    browser.after_drawing("1");
    assert!(is_in_view(browser, operation as usize));
    browser.click("#why details summary");
    assert!(browser.text("#as-text").contains("no place for process"));
}

fn shown(browser: &Browser) -> i64 {
    integer(&browser.run("return lockstep.shown"))
}

fn rows(browser: &Browser) -> Value {
    browser.after_drawing("lockstep.rows")
}

fn processes(browser: &Browser) {
    browser.open(&register_page(&turns(600, 6, None)).1, WIDE);
    assert_eq!(shown(browser), 600);
    browser.write("#processes", "1, 3-4");
    assert_eq!(rows(browser), serde_json::json!([1, 3, 4]));
    assert_eq!(shown(browser), 300);
    assert_eq!(browser.text("#count"), "300 of 600 operations");
    browser.write("#processes", "all of them");
    let wrong = "return document.getElementById('processes').getAttribute('aria-invalid')";
    assert_eq!(browser.run(wrong), "true");
}

fn names(browser: &Browser) {
    let recording = lines(
        r#"{"process": 0, "type": "invoke", "f": "write", "value": 1}
{"process": 0, "type": "ok", "f": "write", "value": 1}
{"process": 1, "type": "invoke", "f": "write", "value": 2}
{"process": 1, "type": "fail", "f": "write", "value": 2, "error": "no quorum"}
{"process": 2, "type": "invoke", "f": "read", "value": null}
{"process": 2, "type": "info", "f": "read", "value": null, "error": "timeout"}
"#,
    );
    browser.open(&register_page(&recording).1, WIDE);
    browser.click("#fail");
    assert_eq!(shown(browser), 2);
    browser.click("#info");
    assert_eq!(rows(browser), serde_json::json!([0]));
    browser.click("#info");
    browser.run(
        "const select = document.getElementById('name'); select.value = 'read'; select.onchange()",
    );
    assert_eq!(rows(browser), serde_json::json!([2]));
    browser.run("lockstep.choose(2)");
    let chosen = browser.text("#chosen");
    for words in ["process\t2", "info", "timeout", "event 4, line 5"] {
        assert!(chosen.contains(words), "{words}: {chosen}");
    }
}

fn search(browser: &Browser) {
    browser.open(&register_page(&turns(5_000, 5, None)).1, WIDE);
    browser.write("#text", "write 500");
    assert_eq!(browser.text("#count"), "1 match · 5,000 operations");
    browser.press("\u{e007}");
    browser.after_drawing("1");
    let chosen = integer(&browser.run("return lockstep.view.chosen"));
    assert!(browser.text("#chosen").starts_with("write 500"));
    assert!(is_in_view(
        browser,
        usize::try_from(chosen).expect("it is there")
    ));
}

fn keys(browser: &Browser) {
    let recording = lines(
        r#"{"process": 0, "type": "invoke", "f": "write", "value": ["x", 1]}
{"process": 1, "type": "invoke", "f": "write", "value": ["y", 1]}
{"process": 0, "type": "ok", "f": "write", "value": ["x", 1]}
{"process": 1, "type": "ok", "f": "write", "value": ["y", 1]}
{"process": 0, "type": "invoke", "f": "read", "value": ["x", null]}
{"process": 0, "type": "ok", "f": "read", "value": ["x", 1]}
{"process": 1, "type": "invoke", "f": "read", "value": ["y", null]}
{"process": 1, "type": "ok", "f": "read", "value": ["y", 0]}
"#,
    );
    browser.open(
        &judged(Register::<i64>::new(0), &recording, Independent::Yes).1,
        WIDE,
    );
    // The wrong one comes first and is open.
    let listed = browser.text("#parts");
    assert!(
        listed.contains("✗ invalid \"y\" · 2 operations"),
        "{listed}"
    );
    assert!(listed.contains("✓ valid \"x\" · 2 operations"), "{listed}");
    assert_eq!(rows(browser), serde_json::json!([1]));
    assert!(is_in_view(browser, 3));
    browser.click("[data-part='0']");
    assert_eq!(rows(browser), serde_json::json!([0]));
    assert!(
        browser
            .run("return document.getElementById('why').hidden")
            .as_bool()
            .expect("it is a flag")
    );
    browser.click("[data-part='all']");
    assert_eq!(rows(browser), serde_json::json!([0, 1]));
    browser.write("#key", "x");
    assert!(!browser.text("#parts").contains("\"y\""));
}

fn scale(browser: &Browser) -> f64 {
    number(&browser.after_drawing("lockstep.view.scale"))
}

fn left(browser: &Browser) -> f64 {
    number(&browser.after_drawing("lockstep.view.left"))
}

fn zoom_and_pan(browser: &Browser) {
    browser.open(&register_page(&turns(2_000, 5, None)).1, WIDE);
    let before = scale(browser);
    browser.click("#in");
    let nearer = scale(browser);
    assert!(nearer > before * 1.5, "{before} {nearer}");
    browser.press("-");
    assert!((scale(browser) - before).abs() < 0.01 * before);
    browser.press("0");
    browser.after_drawing("1");
    assert!(is_in_view(browser, 0) && is_in_view(browser, 1_999));
    browser.press("++++");
    let middle = left(browser);
    browser.press("\u{e014}");
    let right = left(browser);
    assert!(right > middle, "{middle} {right}");
    browser.drag((600.0, 400.0), (300.0, 0.0));
    let moved = number(&browser.run("return 300 / lockstep.view.scale"));
    assert!((left(browser) - (right - moved)).abs() < 0.05 * moved);
    // The end is the end.
    browser.run("lockstep.pan(1e9)");
    left(browser);
    assert!(is_in_view(browser, 1_999));
}

fn clock(browser: &Browser) {
    let recording = lines(
        r#"{"process": 0, "type": "invoke", "f": "write", "value": 1, "time": 0}
{"process": 0, "type": "ok", "f": "write", "value": 1, "time": 9000000}
{"process": 1, "type": "invoke", "f": "read", "value": null, "time": 9500000}
{"process": 1, "type": "ok", "f": "read", "value": 1, "time": 10000000}
"#,
    );
    browser.open(&register_page(&recording).1, WIDE);
    let ratio = "(() => {
        const [one, other] = [lockstep.box(0), lockstep.box(1)];
        return (one.right - one.left) / (other.right - other.left);
    })()";
    assert!((number(&browser.after_drawing(ratio)) - 1.0).abs() < 0.01);
    browser.press("t");
    assert!((number(&browser.after_drawing(ratio)) - 18.0).abs() < 0.1);
    browser.run("lockstep.choose(0)");
    assert!(
        browser.text("#chosen").contains("took\t9.000 ms"),
        "{}",
        browser.text("#chosen")
    );
}

fn linearization(browser: &Browser) {
    browser.open(&register_page(&turns(300, 4, None)).1, WIDE);
    browser.press("nnn");
    let chosen = browser.text("#chosen");
    assert!(chosen.contains("linearized\t3 of 300"), "{chosen}");
    assert!(chosen.contains("then\tthe register holds 1"), "{chosen}");
    browser.press("p");
    assert!(browser.text("#chosen").contains("linearized\t2 of 300"));
    assert_eq!(browser.text("#verdict"), "✓ valid");
}

fn configuration(browser: &Browser) {
    let recording = example("kv-append-is-lost.edn");
    browser.open(&judged(Kv::default(), &recording, Independent::No).1, WIDE);
    assert_eq!(
        integer(&browser.run("return lockstep.view.configuration")),
        0
    );
    browser.click("#why li:nth-child(2) button");
    assert_eq!(
        integer(&browser.run("return lockstep.view.configuration")),
        1
    );
    browser.click("#why li:nth-child(2) button");
    assert!(browser.run("return lockstep.view.configuration").is_null());
}

fn faults(browser: &Browser) {
    let recording = example("register-stale-read-after-failover.jsonl");
    browser.open(&HistoryPage::unjudged(&recording).to_html(), WIDE);
    let bands = browser.run("return page.data.annotations");
    assert_eq!(bands[0]["label"], "isolate-leader n1");
    assert_eq!(
        (integer(&bands[0]["from"]), integer(&bands[0]["to"])),
        (2, 11)
    );
    assert!(browser.text("#legend").contains("a fault, or a remark"));
}

fn theme(browser: &Browser) {
    browser.open(&register_page(&turns(30, 3, None)).1, WIDE);
    let paper = "const canvas = document.getElementById('rows');
        return Array.from(canvas.getContext('2d').getImageData(canvas.width - 5, canvas.height - 5, 1, 1).data)";
    let before = browser.run(paper);
    browser.click("#theme");
    browser.after_drawing("1");
    let after = browser.run(paper);
    assert_ne!(before, after);
}

fn narrow(browser: &Browser) {
    let (_, page) = judged(
        <Register>::default(),
        &example("register-stale-read-after-failover.jsonl"),
        Independent::No,
    );
    browser.open(&page, (520, 900));
    let size = browser
        .after_drawing("[document.documentElement.scrollWidth, innerWidth, lockstep.size.height]");
    assert!(integer(&size[0]) <= integer(&size[1]), "{size}");
    assert!(number(&size[2]) > 150.0, "{size}");
    assert!(is_in_view(browser, 4));
}

/// The most milliseconds that the picture may take to be drawn anew.
const FLUID_MS: f64 = 50.0;

fn fluid(browser: &Browser) {
    let (_, page) = register_page(&turns(100_000, 16, Some(70_001)));
    browser.open(&page, WIDE);
    for view in [
        "",
        "lockstep.showAll();",
        "lockstep.showAll(); lockstep.draw(); lockstep.zoom(20);",
    ] {
        let script = format!(
            "{view} lockstep.draw();
             const took = [];
             for (let k = 0; k < 15; k++) {{
               const start = performance.now();
               lockstep.view.left += 40 / lockstep.view.scale;
               lockstep.draw();
               document.getElementById('rows').getContext('2d').getImageData(100, 100, 1, 1);
               took.push(performance.now() - start);
             }}
             return took.sort((one, other) => one - other)[7];"
        );
        let median = number(&browser.run(&script));
        println!("{median:.1} ms a pan {view}");
        assert!(median < FLUID_MS, "{median} ms {view}");
    }
    assert_eq!(browser.complaints(), [""; 0]);
}

fn marks(browser: &Browser) {
    let text: String = (0..120)
        .map(|event| {
            let (process, kind) = (event / 2 % 7, if event % 2 == 0 { "invoke" } else { "ok" });
            // Twenty events have one time.
            let (value, time) = (event / 2, event / 20 * 1_000_000);
            format!(r#"{{"process":{process},"type":"{kind}","f":"write","value":{value},"time":{time}}}"#) + "\n"
        })
        .collect();
    browser.open(&register_page(&lines(&text)).1, WIDE);
    let outside = "Array.from({length: 60}, (_, op) => op).filter((op) => {
        const box = lockstep.box(op), mark = lockstep.mark(op);
        return mark === null || mark < box.left - 0.01 || mark > box.right + 0.01;
    }).length";
    for _ in ["order", "clock"] {
        assert_eq!(integer(&browser.after_drawing(outside)), 0);
        browser.press("t");
    }
}

fn since_1970(browser: &Browser) {
    let start = 1_700_000_000_000_000_000_i64;
    let text: String = (0..40)
        .map(|event| {
            let (kind, time) = (
                if event % 2 == 0 { "invoke" } else { "ok" },
                start + event * 400,
            );
            format!(
                r#"{{"process":0,"type":"{kind}","f":"write","value":{},"time":{time}}}"#,
                event / 2
            ) + "\n"
        })
        .collect();
    browser.open(&register_page(&lines(&text)).1, WIDE);
    browser.press("t");
    browser.run("lockstep.view.scale = 1e9; lockstep.draw(); lockstep.choose(3)");
    let chosen = browser.text("#chosen");
    assert!(chosen.contains("took\t400.000 ns"), "{chosen}");
    assert!(chosen.contains("event 6, line 7, 2.400 µs"), "{chosen}");
}

fn counted(browser: &Browser) {
    let page = HistoryPage::unjudged(&turns(20, 2, None));
    let page = page.with_report("total-queue", "invalid", "process 2 got 1 again\n");
    browser.open(&page.to_html(), WIDE);
    assert!(browser.text("#why").contains("process 2 got 1 again"));
}
