use expect_test::expect;
use proptest::prelude::*;

use super::header::{HEADER_BYTES, Header};
use super::{Column, MAGIC};
use crate::read::tests::any_file;
use crate::{AfterInfo, Format, ReadOptions, Recording};

fn read(bytes: &[u8], format: Option<Format>) -> Result<Recording, String> {
    let options = ReadOptions {
        after_info: AfterInfo::NewProcess,
        ..ReadOptions::default()
    };
    let read = Recording::from_bytes(bytes, "run.lsh", format, options);
    read.map_err(|error| error.to_string())
}

fn binary(recording: &Recording) -> Vec<u8> {
    let mut bytes = Vec::new();
    recording
        .write_binary(&mut bytes)
        .expect("memory takes all");
    bytes
}

fn edn(recording: &Recording) -> Vec<u8> {
    let mut bytes = Vec::new();
    recording.write_edn(&mut bytes).expect("memory takes all");
    bytes
}

/// Histories that files hold, of all values that EDN has.
fn any_recording() -> impl Strategy<Value = Recording> {
    let lines = any_file().prop_filter_map("it is refused", |file| {
        read(&file, Some(Format::JsonLines)).ok()
    });
    let forms = "[:#]?[a-z]{1,3}|(\\{:a|\\(|\\[|#\\{)? ?[1-9]M?|1/2|\\\\[a-z]|#in \"x\"";
    let edn = prop::collection::vec(forms, 1..9).prop_filter_map("it is no EDN", |values| {
        let event = |(process, value): (usize, &String)| {
            let close: String = value.chars().rev().filter_map(closing).collect();
            format!("{{:process {process} :type :invoke :f :{process} :value {value}{close}}}\n")
        };
        let text: String = values.iter().enumerate().map(event).collect();
        read(text.as_bytes(), Some(Format::Edn)).ok()
    });
    prop_oneof![3 => lines, 1 => edn]
}

fn closing(letter: char) -> Option<char> {
    match letter {
        '{' => Some('}'),
        '(' => Some(')'),
        '[' => Some(']'),
        _ => None,
    }
}

/// Makes all checksums those of what stands there.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let begin: &[u8; HEADER_BYTES] = bytes.first_chunk().expect("it has a header");
    let Ok(mut header) = Header::from_bytes(begin) else {
        return bytes;
    };
    let mut at = HEADER_BYTES;
    for shape in &mut header.columns {
        let end = (at + usize::try_from(shape.bytes()).unwrap_or_default()).min(bytes.len());
        shape.checksum = crc32fast::hash(&bytes[at.min(end)..end]);
        at = end + usize::try_from(shape.padding()).expect("it is short");
    }
    bytes[..HEADER_BYTES].copy_from_slice(&header.to_bytes());
    bytes
}

/// Returns where a column begins.
fn place_of(bytes: &[u8], column: Column) -> usize {
    let header = bytes
        .first_chunk()
        .and_then(|begin| Header::from_bytes(begin).ok());
    let columns = header.expect("it is one").columns;
    let before = columns.iter().take(column as usize);
    let bytes = before
        .map(|shape| shape.bytes() + shape.padding())
        .sum::<u64>();
    HEADER_BYTES + usize::try_from(bytes).expect("it is short")
}

proptest! {
    #[test]
    fn whatever_is_written_comes_back_the_same(recording in any_recording()) {
        let bytes = binary(&recording);
        let again = read(&bytes, None);
        let again = again.map_err(TestCaseError::fail)?;
        prop_assert_eq!(again.innards(), recording.innards());
        prop_assert_eq!(binary(&again), bytes);
        prop_assert_eq!(edn(&again), edn(&recording));
    }

    #[test]
    fn a_file_in_which_any_byte_changed_is_refused(
        recording in any_recording(),
        place in any::<prop::sample::Index>(),
        change in 1..=255u8,
    ) {
        let mut bytes = binary(&recording);
        let place = place.index(bytes.len());
        bytes[place] ^= change;
        prop_assert!(read(&bytes, Some(Format::Binary)).is_err());
    }

    #[test]
    fn a_file_that_was_cut_or_goes_on_is_refused(
        recording in any_recording(),
        place in any::<prop::sample::Index>(),
    ) {
        let mut bytes = binary(&recording);
        bytes.push(0);
        prop_assert!(read(&bytes, Some(Format::Binary)).is_err());
        bytes.truncate(place.index(bytes.len() - 1));
        prop_assert!(read(&bytes, Some(Format::Binary)).is_err());
    }

    /// With true checksums it is for the other checks to find what cannot be.
    #[test]
    fn a_file_with_true_checksums_is_a_history_or_refused(
        recording in any_recording(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = binary(&recording);
        for (place, byte) in changes {
            let body = bytes.len() - HEADER_BYTES;
            bytes[HEADER_BYTES + place.index(body)] = byte;
        }
        if let Ok(changed) = read(&sealed(bytes), Some(Format::Binary)) {
            let text = edn(&changed);
            let again = read(&text, Some(Format::Edn)).map_err(TestCaseError::fail)?;
            prop_assert!(again == changed, "{}", String::from_utf8_lossy(&text));
        }
    }

    #[test]
    fn no_bytes_make_it_panic(
        header in any::<[u8; 8]>(),
        bytes in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let mut file = MAGIC.to_vec();
        file.extend([1, 0, 0, 0, 13, 0, 0, 0]);
        file.extend(header.map(|byte| byte & 1));
        file.extend(bytes);
        _ = read(&file, Some(Format::Binary));
        if file.len() >= HEADER_BYTES {
            _ = read(&sealed(file), Some(Format::Binary));
        }
    }
}

const LINES: &str = r#"{"process":0,"type":"invoke","f":"write","value":"x","time":3,"error":"e"}
{"process":"nemesis","type":"info","f":"start"}

{"process":0,"type":"ok","f":"write","value":[1,2,3]}
"#;

fn example() -> Vec<u8> {
    binary(&read(LINES.as_bytes(), None).expect("it is a history"))
}

/// Says what is wrong with the example after a change to it, the checksums being true.
fn refused(column: Column, place: usize, bytes: &[u8]) -> String {
    let mut file = example();
    let at = place_of(&file, column) + place;
    file[at..at + bytes.len()].copy_from_slice(bytes);
    let error = read(&sealed(file), None);
    error.err().unwrap_or_else(|| "it is not refused".into()) + "\n"
}

#[test]
fn says_what_is_wrong_and_where() {
    let errors = [
        refused(Column::Flags, 1, &[200]),
        refused(Column::Flags, 0, &[0b1_0101]),
        refused(Column::Flags, 2, &[0b1_0001]),
        refused(Column::Processes, 2, &[2]),
        refused(Column::ProcessTable, 0, &[99]),
        refused(Column::NameTable, 0, &[127]),
        refused(Column::NameTable, 1, &[0xFF]),
        refused(Column::Names, 1, &[2]),
        refused(Column::Values, 0, &[99]),
        refused(Column::Values, 4, &[7]),
        refused(Column::ValueTable, 0, &[4]),
        refused(Column::Times, 8, &[1]),
        refused(Column::Lines, 0, &[0; 4]),
        refused(Column::ExtraEvents, 0, &[1]),
    ];
    expect![[r"
        run.lsh: byte 257: entry 1 of the column of types is 200; expected at most 31
        run.lsh: byte 256: process 0: it has no open operation; a completion needs an invocation before it
        run.lsh: byte 900: entry 1 of the column of other fields' events is 0; expected that of an event with other fields
        run.lsh: byte 386: entry 2 of the column of processes is 2; expected less than 2, the length of the table
        run.lsh: byte 320: a kind of value in the table of processes is 99; expected a kind of value, from 0 to 13
        run.lsh: byte 448: a length in the table of names is more; expected at most the 12 bytes that are left
        run.lsh: byte 449: a text in the table of names is no UTF-8; expected UTF-8
        run.lsh: byte 513: entry 1 of the column of names is 2; expected less than 2, the length of the table
        run.lsh: byte 640: entry 0 of the column of values is 0x63; expected a value, or a place in a table of 3
        run.lsh: byte 644: entry 1 of the column of values is 0x7; expected a value, or a place in a table of 3
        run.lsh: byte 576: a value in the table of values is x; expected one that can be written
        run.lsh: byte 712: entry 1 of the column of times is 1; expected a time where the event has one, and else 0
        run.lsh: byte 768: entry 0 of the column of lines is 0; expected a line, from 1
        run.lsh: byte 896: entry 0 of the column of other fields' events is 1; expected that of an event with other fields
    "]].assert_eq(&errors.concat());
}

#[test]
fn says_that_a_file_is_damaged_cut_or_too_new() {
    let whole = example();
    let changed = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 2;
        bytes
    };
    let files = [
        changed(8),
        changed(16),
        changed(HEADER_BYTES),
        whole[..7].to_vec(),
        whole[..100].to_vec(),
        whole[..=HEADER_BYTES].to_vec(),
        whole[..whole.len() - 1].to_vec(),
        [&*whole, b"\n"].concat(),
    ];
    let error = |file: &Vec<u8>| read(file, None).expect_err("it is damaged") + "\n";
    expect![[r"
        run.lsh: byte 8: the version of the format is 3; expected 1
        run.lsh: byte 232: the checksum of the header is 68e0d691; expected 4e9127aa, as the file says
        run.lsh: byte 256: the checksum of the column of types is bbc06585; expected b844b1eb, as the file says
        run.lsh: byte 7: the file ends inside the header; it was cut off
        run.lsh: byte 100: the file ends inside the header; it was cut off
        run.lsh: byte 257: the file ends inside the column of types; it was cut off
        run.lsh: byte 1087: the file ends inside the column of other fields' values; it was cut off
        run.lsh: byte 1088: what follows is more; expected the end of the file
    "]].assert_eq(&files.iter().map(error).collect::<String>());
}

#[test]
fn a_file_that_claims_billions_of_events_takes_no_memory_for_them() {
    let mut header =
        Header::from_bytes(example().first_chunk().expect("it has one")).expect("it is one");
    header.events = u32::MAX - 1;
    for (column, shape) in Column::ALL.into_iter().zip(&mut header.columns) {
        shape.width = *column.widths().last().expect("there are some");
        shape.entries = match column {
            Column::Lines => 0,
            _ => u64::from(header.events),
        };
    }
    let error = read(&header.to_bytes(), None).expect_err("there is nothing else");
    assert_eq!(
        error,
        "run.lsh: byte 256: the file ends inside the column of types; it was cut off"
    );
}

#[test]
fn it_is_a_fraction_of_the_text() {
    let line = |n: u32| {
        let (process, kind) = (n % 7, ["invoke", "ok"][n as usize / 7 % 2]);
        format!("{{\"process\":{process},\"type\":\"{kind}\",\"f\":\"write\",\"value\":{n}}}\n")
    };
    let text = (0..10_000).map(line).collect::<Vec<_>>().concat();
    let recording = read(text.as_bytes(), None).expect("it is a history");
    assert!(binary(&recording).len() < 7 * recording.len() + 1000);
}
