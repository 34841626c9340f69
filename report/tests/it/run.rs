//! The figures of runs: in a table, in plots and on a page.

use std::fmt::Write as _;

use expect_test::{expect, expect_file};
use lockstep_history::{ReadOptions, Recording};
use lockstep_report::{RunFigures, RunPage};

fn recording(text: &str) -> Recording {
    let options = ReadOptions::default();
    Recording::from_bytes(text.as_bytes(), "history.jsonl", None, options).expect("it is a history")
}

/// Writes an operation: who, what, from when to when in milliseconds, and how it ended.
fn operation(process: u32, f: &str, from: u64, to: u64, ending: &str) -> [(u64, String); 2] {
    let event = |kind: &str, time: u64| {
        let time_ns = time * 1_000_000;
        let fields = format!(r#""process":{process},"type":"{kind}","f":"{f}","value":null"#);
        (time, format!("{{{fields},\"time\":{time_ns}}}\n"))
    };
    [event("invoke", from), event(ending, to)]
}

fn fault(name: &str, from: u64, to: u64) -> [(u64, String); 2] {
    [("begin", from), ("end", to)].map(|(stage, time)| {
        let time_ns = time * 1_000_000;
        let fields = format!(r#""process":"nemesis","type":"info","f":"{name}","value":"{stage}""#);
        (time, format!("{{{fields},\"time\":{time_ns}}}\n"))
    })
}

fn history(events: impl IntoIterator<Item = [(u64, String); 2]>) -> String {
    let mut events: Vec<_> = events.into_iter().flatten().collect();
    events.sort_by_key(|(time, _)| *time);
    events.into_iter().map(|(_, line)| line).collect()
}

/// Two clients that read and write for four seconds; the server is killed in the second.
fn small() -> String {
    let mut events = vec![fault("kill", 1_000, 2_000), fault("pause", 3_000, 3_100)];
    for number in 0..20 {
        let time = number * 200;
        let is_down = (1_000..2_000).contains(&time);
        let (read, write) = if is_down {
            ("fail", "info")
        } else {
            ("ok", "ok")
        };
        events.push(operation(0, "read", time, time + 1 + number % 3, read));
        let writer = 1 + u32::try_from(number).expect("there are 20");
        let lasts = if is_down { 150 } else { 10 };
        events.push(operation(
            writer,
            "write",
            time + 20,
            time + 20 + lasts,
            write,
        ));
    }
    history(events)
}

#[test]
fn a_run_is_told_by_a_table() {
    let figures = RunFigures::of(&recording(&small()));
    assert_eq!(figures.operations(), 40);
    expect![[r"
        operation  count  ok  info  fail  ok/s   median     95 %     99 %  slowest
        read          20  15     0     5  3.92  2.00 ms  3.00 ms  3.00 ms  3.00 ms
        write         20  15     5     0  3.92  10.0 ms  10.0 ms  10.0 ms  10.0 ms
        all           40  30     5     5  7.83  3.00 ms  10.0 ms  10.0 ms  10.0 ms
        latencies of what ended with ok; 3.83 s from the first event to the last
        beside them: 1 kill (1.00 s in all), 1 pause (100 ms in all)
    "]]
    .assert_eq(&figures.summary());
}

#[test]
fn a_few_sorts_of_faults_are_named_and_the_others_counted() {
    let first = operation(0, "read", 0, 1, "ok");
    let faults = (0..300).map(|number| fault(&format!("sort{number}"), 1_000, 2_000));
    let text = history([first].into_iter().chain(faults));
    let figures = RunFigures::of(&recording(&text));
    let summary = figures.summary();
    assert!(
        summary.contains(" 1 sort7 (1.00 s in all), 292 more sorts\n"),
        "{summary}"
    );
}

#[test]
fn the_only_operation_is_said_to_be() {
    let text = history([operation(0, "read", 0, 1, "ok")]);
    let svg = RunFigures::of(&recording(&text)).plots()[0].to_svg();
    assert!(svg.contains("The only operation that ended"), "{svg}");
}

#[test]
fn a_table_has_at_most_100_columns() {
    let name = "transfer-between-accounts-that-are-far-away-from-each-other-".repeat(3);
    let many = (0..12).flat_map(|number| {
        let other = format!("{name}{number}");
        [
            operation(0, &name, number * 10, number * 10 + 1, "ok"),
            operation(1, &other, number * 10, number * 10 + 1, "info"),
        ]
    });
    // A process does not act again after info.
    let text = history(many).replace("\"type\":\"info\"", "\"type\":\"fail\"");
    let summary = RunFigures::of(&recording(&text)).summary();
    let widest = summary.lines().map(|line| line.chars().count()).max();
    assert_eq!(widest, Some(100), "{summary}");
    assert!(summary.contains("\n6 others "), "{summary}");
}

#[test]
fn what_never_ended_or_has_no_times_is_counted_all_the_same() {
    let text = r#"
{"process": 0, "type": "invoke", "f": "read"}
{"process": 0, "type": "ok", "f": "read"}
{"process": 1, "type": "invoke", "f": "read"}
"#;
    let figures = RunFigures::of(&recording(text));
    assert!(figures.plots().is_empty());
    expect![[r"
        operation  count  ok  info  fail  ok/s  median  95 %  99 %  slowest
        read           2   1     1     0     -       -     -     -        -
        no operation has times
    "]]
    .assert_eq(&figures.summary());
    let nobody = r#"{"process": "nemesis", "type": "info", "f": "kill", "time": 7}"#;
    let nobody = RunFigures::of(&recording(nobody));
    assert_eq!((nobody.operations(), nobody.plots().len()), (0, 0));
    assert_eq!(nobody.summary().lines().count(), 2);
}

#[test]
fn times_that_make_no_sense_are_drawn_all_the_same() {
    for times in [[i64::MIN, i64::MAX], [5, 5], [9, 3], [-7, -5]] {
        let [from, to] = times;
        let text = format!(
            "{{\"process\":0,\"type\":\"invoke\",\"f\":\"read\",\"time\":{from}}}\n\
             {{\"process\":0,\"type\":\"ok\",\"f\":\"read\",\"time\":{to}}}\n"
        );
        let figures = RunFigures::of(&recording(&text));
        assert_eq!(figures.plots().len(), 3, "{times:?}");
    }
}

#[test]
fn plots_of_a_small_run_are_as_they_were() {
    let figures = RunFigures::of(&recording(&small()));
    for plot in figures.plots() {
        let name = plot.name();
        let golden = format!("{}/tests/it/goldens/{name}.svg", env!("CARGO_MANIFEST_DIR"));
        expect_file![golden].assert_eq(&plot.to_svg());
    }
}

#[test]
fn names_are_no_markup() {
    let text = history([operation(0, "<b>&'", 0, 1, "ok")]);
    let page = RunPage::new("<script>", RunFigures::of(&recording(&text)))
        .fact("workload", "<i>")
        .verdict("<u>", "valid", "</pre><u>")
        .link("x", "\"><s>")
        .command("<s>");
    let html = page.to_html();
    for markup in ["<b>", "<i>", "<u>", "<s>", "<title><script>"] {
        assert!(!html.contains(markup), "{markup}");
    }
    assert!(html.contains("&lt;b&gt;"));
}

#[test]
fn the_page_of_a_million_operations_is_small() {
    let mut text = String::new();
    for number in 0..1_000_000_u64 {
        let time = number * 1_000;
        let latency = 1_000 + number * 7_919 % 100_000;
        let process = number % 200;
        let f = ["read", "write", "cas"][usize::try_from(number % 3).expect("it is small")];
        let ending = if number % 5 == 0 { "fail" } else { "ok" };
        for (kind, time) in [("invoke", time), (ending, time + latency)] {
            writeln!(
                text,
                "{{\"process\":{process},\"type\":\"{kind}\",\"f\":\"{f}\",\"time\":{time}}}"
            )
            .expect("a string takes all");
        }
    }
    let page = RunPage::new("big", RunFigures::of(&recording(&text)));
    let html = page.to_html();
    assert!(html.len() < 3_000_000, "{} bytes", html.len());
    assert!(html.contains("of 1,000,000 operations drawn"));
}
