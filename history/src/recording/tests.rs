use expect_test::{Expect, expect};
use proptest::prelude::*;

use crate::{
    AfterInfo, Codec, DecodeError, Event, EventRef, Expected, Format, History, Independent, Kind,
    Operation, Outcome, Process, ReadOptions, Recording, Value,
};

fn read(text: &str, after_info: AfterInfo) -> Result<Recording, String> {
    let options = ReadOptions {
        after_info,
        ..ReadOptions::default()
    };
    let read = Recording::from_bytes(
        text.as_bytes(),
        "run.jsonl",
        Some(Format::JsonLines),
        options,
    );
    read.map_err(|error| error.to_string())
}

/// Writes JSON lines from `process type f value`, a line each.
fn lines(events: &str) -> String {
    let line = |event: &str| {
        let [process, kind, f, value] = event.splitn(4, ' ').collect::<Vec<_>>()[..] else {
            panic!("{event} has no four parts");
        };
        format!("{{\"process\":{process},\"type\":\"{kind}\",\"f\":\"{f}\",\"value\":{value}}}\n")
    };
    events.lines().map(|event| line(event.trim())).collect()
}

fn recording(events: &str) -> Recording {
    read(&lines(events), AfterInfo::Refuse).expect("it is valid")
}

/// A register of integers.
struct Ints;

#[derive(Clone, Debug, PartialEq)]
enum Op {
    Read,
    Write(i64),
}

impl Codec for Ints {
    type Op = Op;
    type Ret = Option<i64>;

    fn op(&self, _: u64, f: &str, value: &Value) -> Result<Op, Expected> {
        match f {
            "read" => Ok(Op::Read),
            "write" => match value.as_int() {
                Some(number) => Ok(Op::Write(number)),
                None => Err(Expected::new("write's value", value, "an integer")),
            },
            _ => Err(Expected::new("f", &f.into(), "read or write")),
        }
    }

    fn ret(&self, op: &Op, value: &Value) -> Result<Option<Option<i64>>, Expected> {
        match (op, value) {
            (Op::Write(_), _) => Ok(Some(None)),
            (Op::Read, Value::Null) => Ok(None),
            (Op::Read, Value::Int(number)) => Ok(Some(Some(*number))),
            (Op::Read, _) => Err(Expected::new("read's value", value, "an integer")),
        }
    }

    fn failed(&self, op: &Op) -> Option<Option<i64>> {
        (*op == Op::Write(0)).then_some(None)
    }

    fn write_op(&self, op: &Op) -> (&'static str, Value) {
        match op {
            Op::Read => ("read", Value::Null),
            Op::Write(number) => ("write", Value::Int(*number)),
        }
    }

    fn write_ret(&self, op: &Op, ret: &Option<i64>) -> Value {
        ret.map_or(self.write_op(op).1, Value::Int)
    }
}

fn decode(
    events: &str,
    independent: Independent,
) -> Result<Vec<Operation<Op, Option<i64>>>, DecodeError> {
    let history = recording(events).decode(&Ints, independent)?;
    Ok(history.operations().to_vec())
}

fn check_errors(independent: Independent, histories: &[&str], expected: &Expect) {
    let error = |events: &&str| match decode(events, independent) {
        Ok(operations) => format!("no error in {operations:?}\n"),
        Err(error) => format!("{error}\n"),
    };
    expected.assert_eq(&histories.iter().map(error).collect::<String>());
}

#[test]
fn pairs_events_of_clients_and_leaves_annotations_alone() {
    let recording = recording(
        "0 invoke write 1
         \"nemesis\" info start null
         1 invoke read null
         \"nemesis\" info start [1]
         0 ok write 1
         \"nemesis\" ok stop null
         1 info read null
         2 invoke read null",
    );
    let partners: Vec<_> = (0..8).map(|event| recording.partner(event)).collect();
    assert_eq!(
        partners,
        [Some(4), None, Some(6), None, Some(0), None, Some(2), None]
    );
    assert_eq!(recording.operations(), 3);
    assert_eq!(
        recording.names().collect::<Vec<_>>(),
        ["write", "start", "read", "stop"]
    );
}

#[test]
fn refuses_what_no_valid_history_holds() {
    let errors = [
        "0 ok read null",
        "0 info read null",
        "0 invoke read null\n0 invoke read null",
        "0 invoke read null\n0 fail read null\n0 fail read null",
        "0 invoke read null\n0 info read null\n0 invoke read null",
        "0 invoke read null\n0 info read null\n0 ok read null",
    ];
    let error = |events: &&str| read(&lines(events), AfterInfo::Refuse).expect_err(events) + "\n";
    expect![[r"
        run.jsonl:1: process 0: it has no open operation; a completion needs an invocation before it
        run.jsonl:1: process 0: it has no open operation; a completion needs an invocation before it
        run.jsonl:2: process 0: its operation from event 0 is still open; a process has one open operation at a time
        run.jsonl:3: process 0: it has no open operation; a completion needs an invocation before it
        run.jsonl:3: process 0: it ended with info at event 1; after info a process does not act again
        run.jsonl:3: process 0: it ended with info at event 1; after info a process does not act again
    "]].assert_eq(&errors.iter().map(error).collect::<String>());
}

#[test]
fn a_process_that_acts_after_info_can_be_read_as_a_new_one() {
    let text = lines(
        "0 invoke write 1
         0 info write 1
         0 invoke write 2
         0 info write 2
         0 invoke write 3
         7 invoke read null
         0 ok write 3",
    );
    let recording = read(&text, AfterInfo::NewProcess).expect("it is valid");
    let clients: Vec<_> = recording.events().filter_map(EventRef::client).collect();
    assert_eq!(clients, [0, 0, 8, 8, 9, 7, 9]);
    let strict = recording
        .decode(&Ints, Independent::No)
        .expect("they are integers");
    assert_eq!(strict.operations().len(), 4);
}

#[test]
fn fresh_processes_find_a_number_even_beside_the_greatest() {
    let text = lines(&format!(
        "{} invoke write 1
         {} info write 1
         {} invoke write 2",
        u64::MAX,
        u64::MAX,
        u64::MAX
    ));
    let recording = read(&text, AfterInfo::NewProcess).expect("it is valid");
    assert_eq!(recording.event(2).process(), &Process::Client(0));
}

#[test]
fn a_new_process_completes_only_what_it_invoked() {
    let text = lines("0 invoke write 1\n0 info write 1\n0 ok write 1");
    assert!(read(&text, AfterInfo::NewProcess).is_err());
}

#[test]
fn refuses_more_names_than_it_can_hold() {
    let events = |names: u32| -> String {
        let event = |n| format!("{n} invoke f{n} null\n");
        lines(&(0..names).map(event).collect::<Vec<_>>().concat())
    };
    assert!(read(&events(65_536), AfterInfo::Refuse).is_ok());
    let error = read(&events(65_537), AfterInfo::Refuse).expect_err("it is one too many");
    assert_eq!(
        error,
        "run.jsonl:65537: there are too many operation names; the limit is 65,536"
    );
}

#[test]
fn holds_an_event_with_an_integer_in_at_most_40_bytes() {
    let pairs = "0 invoke write 123456789\n0 ok write 123456789\n".repeat(5_000);
    let text = lines(&pairs).replace('}', ",\"time\":1234567890123}");
    let recording = read(&text, AfterInfo::Refuse).expect("it is valid");
    assert!(recording.heap_bytes() <= 40 * recording.len());
}

#[test]
fn every_outcome_is_read() {
    let operations = decode(
        "0 invoke write 5
         1 invoke write 6
         2 invoke write 0
         3 invoke write 8
         4 invoke write 9
         5 invoke read null
         0 ok write null
         1 fail write null
         2 fail write null
         3 info write \"timed out\"
         5 ok read null",
        Independent::No,
    );
    let operations = operations.expect("they are integers");
    let outcomes: Vec<_> = operations
        .into_iter()
        .map(|operation| operation.outcome)
        .collect();
    assert_eq!(
        outcomes,
        [
            Outcome::Done(Some(None)),
            Outcome::Failed,
            Outcome::Done(Some(None)),
            Outcome::Unknown,
            Outcome::Unknown,
            Outcome::Done(None),
        ]
    );
}

/// A register that keeps values as they were read.
struct Values;

impl Codec for Values {
    type Op = Value;
    type Ret = Value;

    fn op(&self, _: u64, _: &str, value: &Value) -> Result<Value, Expected> {
        Ok(value.clone())
    }

    fn ret(&self, _: &Value, value: &Value) -> Result<Option<Value>, Expected> {
        Ok(Some(value.clone()))
    }

    fn write_op(&self, op: &Value) -> (&'static str, Value) {
        ("write", op.clone())
    }

    fn write_ret(&self, _: &Value, ret: &Value) -> Value {
        ret.clone()
    }
}

#[test]
fn a_value_that_was_kept_stays_as_it_was() {
    let values = [
        "[1,2]",
        "[3,4]",
        "5",
        "[1,2]",
        "6",
        "null",
        "true",
        "false",
        "\"a\"",
        "[1,\"b\"]",
        "[7,8]",
    ];
    let event = |(place, value): (usize, &&str)| {
        format!("{place} invoke write {value}\n{place} ok write {value}\n")
    };
    let events: String = values.iter().enumerate().map(event).collect();
    let history = recording(&events).decode(&Values, Independent::No);
    let history = history.expect("all values fit");
    let kept = history.operations();
    let shown: Vec<String> = kept.iter().map(|kept| kept.op.to_string()).collect();
    let expected = values.map(|value| value.replace(',', ", "));
    assert_eq!(shown, expected);
    let answered = kept
        .iter()
        .all(|kept| kept.outcome == Outcome::Done(Some(kept.op.clone())));
    assert!(answered);
}

#[test]
fn independent_values_are_told_apart_by_their_key() {
    let operations = decode(
        "0 invoke write [\"a\", 5]
         1 invoke read [7, null]
         0 info write \"timed out\"
         1 ok read [7, 5]
         1 invoke read [8, null]
         1 ok read null",
        Independent::Yes,
    );
    let operations = operations.expect("they are pairs");
    let keys: Vec<_> = operations
        .iter()
        .map(|operation| operation.key.clone())
        .collect();
    assert_eq!(
        keys,
        [Some("a".into()), Some(Value::Int(7)), Some(Value::Int(8))]
    );
    assert_eq!(operations[0].op, Op::Write(5));
    assert_eq!(operations[1].outcome, Outcome::Done(Some(Some(5))));
    assert_eq!(operations[2].outcome, Outcome::Done(None));
}

#[test]
fn says_which_event_does_not_fit_the_object() {
    let histories = [
        "0 invoke write \"x\"",
        "0 invoke cas [1, 2]",
        "0 invoke read null\n0 ok read [1, 2]",
        "0 invoke read null\n0 ok write 1",
        "\"nemesis\" info start 1\n0 invoke write null",
        &format!("0 invoke write {:?}", "x".repeat(100)),
    ];
    check_errors(
        Independent::No,
        &histories,
        &expect![[r#"
        run.jsonl:1: write's value is "x"; expected an integer
        run.jsonl:1: f is "cas"; expected read or write
        run.jsonl:2: read's value is [1, 2]; expected an integer
        run.jsonl:2: f is "write"; expected read, which was invoked
        run.jsonl:2: write's value is null; expected an integer
        run.jsonl:1: write's value is "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…; expected an integer
    "#]],
    );
}

#[test]
fn says_which_value_has_no_key_or_another_one() {
    let histories = [
        "0 invoke write 5",
        "0 invoke write [1, 2, 3]",
        "0 invoke write [1, \"x\"]",
        "0 invoke write [1, 5]\n0 ok write [2, 5]",
        "0 invoke write [1, 5]\n0 ok write 5",
        "0 invoke write [1, 5]\n0 fail write [2, 5]",
    ];
    check_errors(
        Independent::Yes,
        &histories,
        &expect![[r#"
        run.jsonl:1: write's value is 5; expected a list of two, [key, value]
        run.jsonl:1: write's value is [1, 2, 3]; expected a list of two, [key, value]
        run.jsonl:1: write's value is "x"; expected an integer
        run.jsonl:2: write's value is [2, 5]; expected [1, value], with the key that was invoked
        run.jsonl:2: write's value is 5; expected [1, value], with the key that was invoked
        run.jsonl:2: write's value is [2, 5]; expected [1, value], with the key that was invoked
    "#]],
    );
}

fn any_history() -> impl Strategy<Value = History<Op, Option<i64>>> {
    let step = (0..6u64, 0..5u8, any::<i64>());
    prop::collection::vec(step, 0..40).prop_map(|steps| {
        let mut open = [None; 6];
        let mut crashed = [false; 6];
        let mut events = Vec::new();
        for (process, choice, number) in steps {
            let place = usize::try_from(process).expect("there are six");
            if crashed[place] {
                continue;
            }
            let Some(is_read) = open[place].take() else {
                let is_read = choice < 2;
                open[place] = Some(is_read);
                let op = if is_read {
                    Op::Read
                } else {
                    Op::Write(number.max(1))
                };
                events.push(Event::Invoke(process, op));
                continue;
            };
            crashed[place] = choice == 0;
            events.push(match choice {
                0 => Event::Info(process),
                1 => Event::Fail(process),
                _ => Event::Ok(process, is_read.then_some(number)),
            });
        }
        History::from_events(events).expect("it is valid")
    })
}

/// Reads a history, `times` of which stand beside its events.
fn timed(times: [Option<i64>; 3]) -> History<Op, Option<i64>> {
    let events = [("invoke", "0"), ("info", "\"nemesis\""), ("ok", "0")];
    let line = |((kind, process), time): ((&str, &str), Option<i64>)| {
        let time = time.map_or(String::new(), |time| format!(r#", "time": {time}"#));
        format!(r#"{{"process": {process}, "type": "{kind}", "f": "write", "value": 1{time}}}"#)
    };
    let lines: Vec<_> = events.into_iter().zip(times).map(line).collect();
    let text = lines.join("\n");
    let read = Recording::from_bytes(text.as_bytes(), "-", None, ReadOptions::default());
    let recording = read.expect("it is a history");
    recording.decode(&Ints, Independent::No).expect("it fits")
}

#[test]
fn a_history_has_times_if_every_event_has_one() {
    let times = |times| timed(times).times().map(<[i64]>::to_vec);
    assert_eq!(times([Some(3), Some(5), Some(-1)]), Some(vec![3, 5, -1]));
    assert_eq!(times([Some(3), None, Some(8)]), None);
    assert_eq!(times([None, None, None]), None);
}

#[test]
fn times_are_written_down_and_read_again() {
    let history = timed([Some(3), Some(5), Some(9)]);
    let again = Recording::from_history(&history, &Ints);
    let again = again.decode(&Ints, Independent::No).expect("it was one");
    // The annotation between them is no part of a typed history.
    assert_eq!(again.times(), Some(&[3, 9][..]));
}

proptest! {
    #[test]
    fn what_is_encoded_decodes_to_the_same(history in any_history(), keys in 0..3i64) {
        let keyed = history.with_keys(|operation| {
            (keys > 0).then(|| Value::Int(i64::from(operation.invoked) % keys))
        });
        let independent = if keys > 0 { Independent::Yes } else { Independent::No };
        let recording = Recording::from_history(&keyed, &Ints);
        let again = recording.decode(&Ints, independent).expect("it was one");
        prop_assert_eq!(again.operations(), keyed.operations());
        prop_assert_eq!(again.event_count(), keyed.event_count());
    }

    #[test]
    fn every_event_comes_back_as_it_was_pushed(
        values in prop::collection::vec(
            prop_oneof![any::<i64>().prop_map(Value::Int), (0..5u8).prop_map(|n| n.to_string().as_str().into())],
            1..40,
        ),
    ) {
        let events: Vec<_> = values
            .iter()
            .enumerate()
            .map(|(process, value)| format!("{process} invoke write {value}"))
            .collect();
        let recording = recording(&events.join("\n"));
        let read: Vec<_> = recording.events().map(EventRef::value).collect();
        prop_assert_eq!(read, values);
        prop_assert!(recording.events().all(|event| event.kind() == Kind::Invoke));
    }
}
