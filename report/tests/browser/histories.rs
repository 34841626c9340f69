use std::fmt::Write;

use lockstep_checker::{Checker, Verdict};
use lockstep_history::{Codec, Independent, ReadOptions, Recording};
use lockstep_models::{Model, Register};
use lockstep_report::HistoryPage;

/// Reads a history of the examples.
pub(crate) fn example(name: &str) -> Recording {
    let path = format!(
        "{}/../examples/histories/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    Recording::read(&path).unwrap_or_else(|error| panic!("{error}"))
}

/// Reads JSON lines.
pub(crate) fn lines(text: &str) -> Recording {
    Recording::from_bytes(text.as_bytes(), "run.jsonl", None, ReadOptions::default())
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Judges a recording, and returns the verdict and the page.
pub(crate) fn judged<M>(
    model: M,
    recording: &Recording,
    independent: Independent,
) -> (Verdict, String)
where
    M: Model + Clone + Sync + Codec<Op = <M as Model>::Op, Ret = <M as Model>::Ret>,
{
    let history = recording
        .decode(&model, independent)
        .unwrap_or_else(|error| panic!("{error}"));
    let checker = Checker::linearizable(model);
    let verdict = checker.check(&history);
    let page = HistoryPage::of(&checker, &history, &verdict).with_recording(recording);
    (verdict, page.to_html())
}

/// A register that so many processes write and read in turns, as JSON lines with times in nanoseconds.
///
/// At the operation `stale`, if it is in there, the value is read that was there at the start.
pub(crate) fn turns(operations: u64, processes: u64, stale: Option<u64>) -> Recording {
    let mut text = String::new();
    let (mut value, mut time) = (0, 0);
    let mut event = |kind: &str, process, f, value: String| {
        time += 1_000;
        writeln!(
            text,
            r#"{{"process":{process},"type":"{kind}","f":"{f}","value":{value},"time":{time}}}"#
        )
        .expect("a string takes all");
    };
    let mut open: Vec<(u64, &str, String, String)> = Vec::new();
    for operation in 0..operations {
        let process = operation % processes;
        if let Some(place) = open.iter().position(|(by, ..)| *by == process) {
            let (by, f, _, ret) = open.remove(place);
            event("ok", by, f, ret);
        }
        // Whoever writes is alone, so that what is read is known.
        let writes = operation % 7 == 0;
        if writes {
            for (by, f, _, ret) in open.drain(..) {
                event("ok", by, f, ret);
            }
            value += 1;
            event("invoke", process, "write", value.to_string());
            event("ok", process, "write", value.to_string());
        } else {
            event("invoke", process, "read", "null".to_owned());
            let read = if stale == Some(operation) { 0 } else { value };
            open.push((process, "read", "null".to_owned(), read.to_string()));
        }
    }
    for (by, f, _, ret) in open {
        event("ok", by, f, ret);
    }
    lines(&text)
}

/// The page of turns of a register.
pub(crate) fn register_page(recording: &Recording) -> (Verdict, String) {
    judged(Register::<i64>::new(0), recording, Independent::No)
}
