use expect_test::expect;
use proptest::prelude::*;

use super::*;
use crate::Kind;

const EVENT: &str = r#"{"process":0,"type":"invoke","f":"read"}"#;

fn read(bytes: &[u8]) -> Result<Recording, ReadError> {
    Recording::from_bytes(bytes, "run", None, ReadOptions::default())
}

#[test]
fn says_what_is_no_history_at_all() {
    let mut latin = format!("{EVENT}\n{EVENT}").into_bytes();
    latin[50] = 0xE9;
    let mut cut = EVENT.as_bytes().to_vec();
    cut.extend(&"é".as_bytes()[..1]);
    let files: [&[u8]; 7] = [
        b"",
        b"\xEF\xBB\xBF\n",
        b"process,type,f\n",
        b"\0",
        b"\xFF\xFE{",
        &latin,
        &cut,
    ];
    let error = |file: &&[u8]| format!("{}\n", read(file).expect_err("it is none"));
    expect![[r"
        run:1: the file is empty; expected at least one event
        run:1: the file is empty; expected at least one event
        run:1: the format is not known; expected JSON lines, a JSON array, EDN or Jepsen's console log
        run:1: the format is not known; expected JSON lines, a JSON array, EDN or Jepsen's console log
        run:1: byte 1 of the line is not UTF-8
        run:2: byte 10 of the line is not UTF-8
        run:1: the file ends inside a character; it was cut off
    "]].assert_eq(&files.iter().map(error).collect::<Vec<_>>().concat());
}

#[test]
fn names_the_file_that_is_not_there() {
    let error = Recording::read("no/such/file.jsonl").expect_err("it is not there");
    assert!(
        error.to_string().starts_with("no/such/file.jsonl: "),
        "{error}"
    );
}

#[test]
fn the_mark_of_utf_8_is_no_part_of_the_text() {
    let marked = format!("\u{feff}{EVENT}");
    assert_eq!(read(marked.as_bytes()).expect("it is valid").len(), 1);
}

/// Reads JSON lines in pieces of about so many bytes, on so many threads.
fn read_in_pieces(
    bytes: &[u8],
    after_info: AfterInfo,
    piece_bytes: usize,
    threads: usize,
) -> Result<String, String> {
    let reading = Reading {
        builder: RecordingBuilder::new("run", after_info),
        format: Some(Format::JsonLines),
        options: ReadOptions {
            after_info,
            threads: NonZero::new(threads),
        },
        piece_bytes,
    };
    match reading.read(bytes) {
        Ok(recording) => Ok(recording.innards()),
        Err(error) => Err(error.to_string()),
    }
}

/// Values of every kind: in a slot, in the table, beyond 64 bits.
const VALUES: [&str; 8] = [
    "null",
    "17",
    "[3,-4]",
    "\"x\"",
    "\"y\\n\"",
    "12345678901234567890",
    "{\"a\":[1,\"x\"]}",
    "true",
];

/// Fields that few events have, twice as many as values.
const FIELDS: [&str; 16] = [
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    ",\"time\":5",
    ",\"time\":null",
    ",\"error\":\"x\"",
    ",\"error\":\"timed out\",\"node\":\"n1\"",
    ",\"node\":[1,2]",
    ",\"index\":3",
    ",\"index\":2000000000000000000",
    ",\"key\":\"x\"",
];

/// What one of six processes does next: `choice` says how its operation ends.
fn line(
    open: &mut [bool; 6],
    (process, choice, value, field): (usize, u8, usize, usize),
) -> String {
    let name = ["0", "1", "2", "1023", "1024", "\"nemesis\""][process];
    let is_open = open[process];
    open[process] = !is_open;
    let kind = match choice {
        0 => Kind::Fail,
        _ if !is_open => Kind::Invoke,
        1 => Kind::Fail,
        2 => Kind::Info,
        _ => Kind::Ok,
    };
    let (value, field) = (VALUES[value], FIELDS[field]);
    let blank = if choice == 9 { "\n \r\n" } else { "" };
    format!(
        "{{\"process\":{name},\"type\":\"{kind}\",\"f\":\"f{choice}\",\"value\":{value}{field}}}\n{blank}"
    )
}

/// Files in which most events are valid, with a byte changed here and there.
pub(crate) fn any_file() -> impl Strategy<Value = Vec<u8>> {
    let step = (0..6usize, 0..80u8, 0..8usize, 0..16usize);
    let change = prop::option::weighted(0.3, (any::<prop::sample::Index>(), any::<u8>()));
    let index = any::<bool>();
    let steps = prop::collection::vec(step, 1..60);
    (steps, change, index, any::<bool>()).prop_map(|(steps, change, index, is_cut)| {
        let mut open = [false; 6];
        let mut text = String::new();
        for (number, step) in steps.into_iter().enumerate() {
            let line = line(&mut open, step);
            let is_indexed = index && !line.contains("index");
            let field = format!(",\"index\":{number}}}\n");
            text += &if is_indexed {
                line.replacen("}\n", &field, 1)
            } else {
                line
            };
        }
        let mut bytes = text.into_bytes();
        if let Some((place, byte)) = change {
            let place = place.index(bytes.len());
            bytes[place] = byte;
            bytes.truncate(if is_cut { place + 1 } else { usize::MAX });
        }
        bytes
    })
}

proptest! {
    #[test]
    fn any_pieces_on_any_threads_give_the_same_recording_or_the_same_error(
        file in any_file(),
        piece_bytes in 1..300usize,
        threads in 1..4usize,
    ) {
        for after_info in [AfterInfo::Refuse, AfterInfo::NewProcess] {
            let whole = read_in_pieces(&file, after_info, 1 << 20, 1);
            let cut = read_in_pieces(&file, after_info, piece_bytes, threads);
            prop_assert_eq!(whole, cut);
        }
    }
}

#[test]
fn the_first_fault_of_the_file_is_named_whatever_follows() {
    let rule = format!("{EVENT}\n{EVENT}\n");
    let syntax = format!("{EVENT}\n{{\n");
    let faults = ["\n\n{\n", "\n\n{}\n"];
    for first in [&rule, &syntax] {
        let mut file = first.clone().into_bytes();
        file.extend(faults.concat().bytes());
        file.extend(b"\xFF\n");
        let whole = read_in_pieces(first.as_bytes(), AfterInfo::Refuse, 1 << 20, 1);
        for piece_bytes in [1, 50, 90, 1 << 20] {
            let cut = read_in_pieces(&file, AfterInfo::Refuse, piece_bytes, 2);
            assert_eq!(whole, cut);
        }
    }
}

#[test]
fn too_many_names_are_refused_at_the_same_line_however_the_file_is_cut() {
    let event = |n| {
        format!(
            "{{\"process\":{n},\"type\":\"invoke\",\"f\":\"f{}\"}}\n",
            n / 2
        )
    };
    let file: String = (0..131_080).map(event).collect();
    for piece_bytes in [1 << 16, 1 << 20, 1 << 24] {
        let error = read_in_pieces(file.as_bytes(), AfterInfo::Refuse, piece_bytes, 2);
        let expected = "run:131073: there are too many operation names; the limit is 65,536";
        assert_eq!(error, Err(expected.to_owned()));
    }
}
