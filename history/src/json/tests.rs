use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::cursor::{Cursor, End};
use crate::fields::Fields;
use crate::recording::RecordingBuilder;
use crate::{
    AfterInfo, DEPTH_MAX, Fault, Format, Process, ReadError, ReadOptions, Recording, Value,
};

fn read(text: &str, format: Format) -> Result<Recording, ReadError> {
    let options = ReadOptions::default();
    Recording::from_bytes(text.as_bytes(), "run.jsonl", Some(format), options)
}

fn lines(text: &str) -> Result<Recording, ReadError> {
    read(text, Format::JsonLines)
}

fn value(text: &str) -> Result<Value, Fault> {
    let mut cursor = Cursor::new(text, End::Line);
    cursor.skip_space();
    let value = cursor.value()?;
    cursor.finish("the end")?;
    Ok(value)
}

fn written(recording: &Recording) -> String {
    let mut bytes = Vec::new();
    let losses = recording
        .write_json_lines(&mut bytes)
        .expect("memory takes all");
    assert!(losses.is_empty(), "{losses}");
    String::from_utf8(bytes).expect("JSON is text")
}

/// Reads each text as a history of its own and lists what is said of it.
fn check_errors(format: Format, texts: &[&str], expected: &Expect) {
    let error = |text: &&str| match read(text, format) {
        Ok(recording) => format!("no error in {}", written(&recording)),
        Err(error) => format!("{error}\n"),
    };
    expected.assert_eq(&texts.iter().map(error).collect::<String>());
}

#[test]
fn reads_lines_and_an_array_alike() {
    let first = r#"{"process":0,"type":"invoke","f":"write","value":3,"time":17,"index":0}"#;
    let second = r#"{"process":0,"type":"ok","f":"write","value":3,"time":18,"index":1}"#;
    let expected = format!("{first}\n{second}\n");
    for text in [
        format!("{first}\n{second}"),
        format!("\n{first}\n  \r\n\t{second}\r\n\n"),
        format!("[{first},{second}]"),
        format!("\u{feff}[ \n{first}\n,\n{second}\n]\n\n"),
        format!("[{first},{second}]")
            .replace(':', " :\n")
            .replace(',', "\n, "),
    ] {
        let format = Format::detect(text.trim_start_matches('\u{feff}'));
        let recording = Recording::from_bytes(text.as_bytes(), "-", format, ReadOptions::default());
        assert_eq!(
            written(&recording.expect("it is valid")),
            expected,
            "{text}"
        );
    }
}

#[test]
fn keeps_what_it_does_not_know() {
    let text = r#"{"process":"nemesis","type":"info","f":"start","error":["timed","out"],"node":{"n":1}}
{"process":0,"type":"invoke","f":"read","time":null,"index":17,"error":null}
{"process":0,"type":"ok","f":"read","value":123456789012345678901234567890}
"#;
    let recording = lines(text).expect("it is valid");
    let as_read = r#""time":null,"index":17,"error":null"#;
    let as_written = r#""index":17,"error":null,"time":null"#;
    let expected = text.replace(as_read, as_written);
    let again = lines(&written(&recording)).expect("it is valid");
    assert_eq!(written(&again), written(&recording));
    assert_eq!(written(&recording), expected);
}

#[test]
fn absent_and_null_values_stay_apart_and_mean_the_same() {
    let text = "{\"process\":0,\"type\":\"invoke\",\"f\":\"read\"}\n\
                {\"process\":0,\"type\":\"ok\",\"f\":\"read\",\"value\":null}\n";
    let recording = lines(text).expect("it is valid");
    assert_eq!(written(&recording), text);
    assert!(recording.events().all(|event| event.value().is_null()));
}

#[test]
fn a_key_beside_the_value_makes_a_pair() {
    let text = r#"{"process":0,"type":"invoke","f":"put","key":"x","value":1}"#;
    let pair = Value::list([Value::from("x"), Value::Int(1)]);
    assert_eq!(lines(text).expect("it is valid").event(0).value(), pair);
}

#[test]
fn the_greatest_process_is_64_bits_wide() {
    let text = r#"{"process":18446744073709551615,"type":"invoke","f":"read"}"#;
    let recording = lines(text).expect("it is valid");
    assert_eq!(recording.event(0).process(), &Process::Client(u64::MAX));
}

#[test]
fn says_what_is_wrong_with_a_field() {
    let texts = [
        r#"{"process":0,"type":"okay","f":"read"}"#,
        r#"{"process":0,"type":null,"f":"read"}"#,
        r#"{"process":-1,"type":"ok","f":"read"}"#,
        r#"{"process":-0,"type":"ok","f":"read"}"#,
        r#"{"process":1.5,"type":"ok","f":"read"}"#,
        r#"{"process":18446744073709551616,"type":"ok","f":"read"}"#,
        r#"{"process":null,"type":"ok","f":"read"}"#,
        r#"{"process":0,"type":"ok","f":17}"#,
        r#"{"process":0,"type":"ok","f":"read","time":9223372036854775808}"#,
        r#"{"process":0,"type":"ok","f":"read","time":0.5}"#,
        r#"{"type":"ok","f":"read"}"#,
        r#"{"process":0,"f":"read"}"#,
        r#"{"process":0,"type":"ok"}"#,
        "{}",
        r#"{"process":0,"type":"ok","f":"read","f":"read"}"#,
        r#"{"process":0,"type":"ok","f":"read","\u0066":"read"}"#,
        r#"{"process":0,"type":"ok","f":"read","node":1,"node":2}"#,
        r#"{"process":0,"type":"ok","f":"read","value":{"a":1,"b":2,"a":3}}"#,
        r#"{"process":0,"type":"ok","f":"read"}"#,
    ];
    check_errors(
        Format::JsonLines,
        &texts,
        &expect![[r#"
        run.jsonl:1: type is "okay"; expected invoke, ok, fail or info
        run.jsonl:1: type is null; expected invoke, ok, fail or info
        run.jsonl:1: process is -1; expected an integer from 0 or a name
        run.jsonl:1: process is -0; expected an integer from 0 or a name
        run.jsonl:1: process is 1.5; expected an integer from 0 or a name
        run.jsonl:1: process is 18446744073709551616; expected an integer from 0 or a name
        run.jsonl:1: process is null; expected an integer from 0 or a name
        run.jsonl:1: f is 17; expected the name of an operation
        run.jsonl:1: time is 9223372036854775808; expected an integer of nanoseconds that fits 64 bits
        run.jsonl:1: time is 0.5; expected an integer of nanoseconds that fits 64 bits
        run.jsonl:1: process is missing; expected an integer from 0 or a name
        run.jsonl:1: type is missing; expected invoke, ok, fail or info
        run.jsonl:1: f is missing; expected the name of an operation
        run.jsonl:1: process is missing; expected an integer from 0 or a name
        run.jsonl:1: the key "f" stands twice in one object
        run.jsonl:1: the key "f" stands twice in one object
        run.jsonl:1: the key "node" stands twice in one object
        run.jsonl:1: the key "a" stands twice in one object
        run.jsonl:1: process 0: it has no open operation; a completion needs an invocation before it
    "#]],
    );
}

#[test]
fn says_what_is_wrong_with_a_line() {
    let event = r#"{"process":0,"type":"invoke","f":"read"}"#;
    let texts = [
        "",
        " \n\t\n",
        &event[..event.len() - 1],
        &event[..20],
        &format!("{event}\n{{\"process\":1,\"ty"),
        &format!("{{\n{event}"),
        &format!("{event} {event}"),
        &format!("{event},\n"),
        &format!("[{event}]"),
        "{\"process\"=0}",
        "{process:0}",
        "{\"process\":0,}",
        "{\"process\":01}",
        "{\"process\":+1}",
        "{\"value\":1.}\n",
        "{\"value\":tru}\n",
        "{\"value\":[1,]}\n",
        "{\"value\":NaN}\n",
        "{\"value\":\"a\tb\"}\n",
        "{\"value\":\"\\x\"}\n",
        "{\"value\":\"\\u12\"}\n",
        "{\"value\":\"\\ud800\"}\n",
        "{\"value\":\"\\udc00\"}\n",
        "{\"value\":\"\\ud800\\u0041\"}\n",
    ];
    check_errors(
        Format::JsonLines,
        &texts,
        &expect![[r#"
            run.jsonl:1: the file is empty; expected at least one event
            run.jsonl:1: the file is empty; expected at least one event
            run.jsonl:1: the file ends inside this line; it was cut off
            run.jsonl:1: the file ends inside this line; it was cut off
            run.jsonl:2: the file ends inside this line; it was cut off
            run.jsonl:1: column 2: the end of the line; expected a key in double quotes
            run.jsonl:1: column 42: '{'; expected the end of the line
            run.jsonl:1: column 41: ','; expected the end of the line
            run.jsonl:1: column 1: '['; expected an object
            run.jsonl:1: column 11: '='; expected :
            run.jsonl:1: column 2: 'p'; expected a key in double quotes
            run.jsonl:1: column 14: '}'; expected a key in double quotes
            run.jsonl:1: column 13: '1'; expected , or }
            run.jsonl:1: column 12: '+'; expected a value
            run.jsonl:1: column 12: '}'; expected a digit
            run.jsonl:1: column 13: '}'; expected true
            run.jsonl:1: column 13: ']'; expected a value
            run.jsonl:1: column 10: 'N'; expected a value
            run.jsonl:1: column 12: '\t'; expected an escape, for control characters need one
            run.jsonl:1: column 12: 'x'; expected one of " \ / b f n r t u
            run.jsonl:1: column 15: '"'; expected a hexadecimal digit
            run.jsonl:1: column 17: '"'; expected both halves of a surrogate pair
            run.jsonl:1: column 12: 'u'; expected both halves of a surrogate pair
            run.jsonl:1: column 12: 'u'; expected both halves of a surrogate pair
        "#]],
    );
}

#[test]
fn says_what_is_wrong_with_an_array() {
    let event = "{\n\"process\":0,\n\"type\":\"invoke\",\n\"f\":\"read\"\n}";
    let texts = [
        "[",
        "{}",
        "[] []",
        &format!("[{event}"),
        &format!("[{event},"),
        &format!("[{event},]"),
        &format!("[{event} {event}]"),
        &format!("[\n{event},\n{event}]"),
        &format!("[{event},\n17]"),
        &format!("[{}]", event.replace("invoke", "begin")),
    ];
    check_errors(
        Format::Json,
        &texts,
        &expect![[r#"
        run.jsonl:1: the file ends inside the array; it was cut off
        run.jsonl:1: column 1: '{'; expected [
        run.jsonl:1: column 4: '['; expected the end of the file
        run.jsonl:5: the file ends inside the array; it was cut off
        run.jsonl:5: the file ends inside the array; it was cut off
        run.jsonl:5: column 3: ']'; expected an object
        run.jsonl:5: column 3: '{'; expected , or ]
        run.jsonl:7: process 0: its operation from event 0 is still open; a process has one open operation at a time
        run.jsonl:6: column 1: '1'; expected an object
        run.jsonl:3: type is "begin"; expected invoke, ok, fail or info
    "#]],
    );
}

#[test]
fn an_empty_array_is_an_empty_history() {
    let recording = read(" [ ]\n", Format::Json).expect("it is valid");
    assert!(recording.is_empty());
    let mut bytes = Vec::new();
    recording.write_json(&mut bytes).expect("memory takes all");
    assert_eq!(bytes, b"[]\n");
}

#[test]
fn refuses_values_nested_beyond_the_limit() {
    let nested = |depth: usize| {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        format!(r#"{{"process":0,"type":"invoke","f":"x","value":{open}{close}}}"#)
    };
    let deepest = nested(DEPTH_MAX);
    assert_eq!(
        written(&lines(&deepest).expect("it is valid")),
        deepest + "\n"
    );
    let error = lines(&nested(DEPTH_MAX + 1)).expect_err("it is too deep");
    assert_eq!(
        error.to_string(),
        "run.jsonl:1: values are nested more than 128 deep"
    );
    assert!(lines(&nested(1_000_000)).is_err());
}

#[test]
fn reads_a_line_of_100_megabytes() {
    let long = "x".repeat(50_000_000);
    let many = "7,".repeat(1_000_000);
    let text = format!(
        "{{\"process\":0,\"type\":\"invoke\",\"f\":\"x\",\"value\":[\"{long}\\n{long}\",[{many}7]]}}"
    );
    let recording = lines(&text).expect("it is valid");
    let value = recording.event(0).value();
    let (first, second) = value.as_pair().expect("it is a pair");
    assert_eq!(first.as_text().map(str::len), Some(100_000_001));
    assert_eq!(second.as_list().map(<[Value]>::len), Some(1_000_001));
}

#[test]
fn reads_many_extra_fields_of_one_event() {
    let fields: Vec<_> = (0..100_000).map(|n| format!("\"{n}\":{n}")).collect();
    let fields = fields.join(",");
    let text = format!("{{\"process\":0,\"type\":\"invoke\",\"f\":\"x\",{fields}}}\n");
    assert_eq!(
        lines(&text).expect("it is valid").event(0).extras().count(),
        100_000
    );
}

#[test]
fn says_what_json_cannot_express() {
    let edn = r#"
        {:process :nemesis :type :info :f :start :value #{:a b \c}}
        {:process 0 :type :invoke :f :x :value (1/2 3M 2.5 #inst "2020-01-01")}
        {:process 1 :type :invoke :f :x :value {:a 1 [2] 3 "b" 4}}
        {:process 2 :type :invoke :f :x :value {:a 1 "a" 2}}
    "#;
    let options = ReadOptions::default();
    let recording = Recording::from_bytes(edn.as_bytes(), "run.edn", None, options);
    let mut bytes = Vec::new();
    let written = recording.expect("it is valid").write_json_lines(&mut bytes);
    let losses = written.expect("memory takes all").to_string();
    expect![[r"
        keywords written as strings (3 values)
        symbols written as strings (1 value)
        characters written as strings (1 value)
        numbers that JSON does not have written as strings (2 values)
        lists written as arrays (1 value)
        sets written as arrays (1 value)
        tags left out (1 value)
        keys of maps written as strings (2 values)
        maps written as arrays of entries (1 value)"]]
    .assert_eq(&losses.replace("), ", ")\n"));
    let text = String::from_utf8(bytes).expect("JSON is text");
    expect![[r#"
        {"process":"nemesis","type":"info","f":"start","value":["a","b","c"]}
        {"process":0,"type":"invoke","f":"x","value":["1/2","3M",2.5,"2020-01-01"]}
        {"process":1,"type":"invoke","f":"x","value":{"a":1,"[2]":3,"b":4}}
        {"process":2,"type":"invoke","f":"x","value":[["a",1],["a",2]]}
    "#]]
    .assert_eq(&text);
    assert!(lines(&text).is_ok());
}

/// Returns what `serde_json` makes of a value of ours that it wrote or read.
fn as_serde(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(truth) => (*truth).into(),
        Value::Int(number) => (*number).into(),
        Value::Number(text) => serde_json::from_str(text).expect("a number"),
        Value::String(text) => (**text).into(),
        Value::List(items) => items.iter().map(as_serde).collect(),
        Value::Map(entries) => {
            let name = |key: &Value| key.as_text().expect("a string").to_owned();
            let entries = entries.iter();
            serde_json::Value::Object(entries.map(|(k, v)| (name(k), as_serde(v))).collect())
        }
        _ => panic!("{value} is no JSON"),
    }
}

const SPACE: &str = "[ \t\r\n]{0,2}";
const NUMBER: &str = "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,2})?";
const STRING: &str = concat!(
    r#""([ -!#-\[\]-~é☃𝄞]|\\["\\/bfnrt]|\\u[0-9a-cA-C][0-9a-fA-F]{3}"#,
    r#"|\\ud83[c-e]\\ude[0-4][0-9A-F]){0,6}""#,
);

/// Any text of the grammar, with spaces and escapes where they may stand.
fn any_json() -> impl Strategy<Value = String> {
    let literal = prop::sample::select(vec!["null", "true", "false"]);
    let leaf = prop_oneof![literal.prop_map(str::to_owned), NUMBER, STRING];
    leaf.prop_recursive(4, 32, 5, |inner| {
        let item = (SPACE, inner, SPACE).prop_map(|(before, item, after)| before + &item + &after);
        let entry = (SPACE, STRING, SPACE, item.clone())
            .prop_map(|(before, name, after, item)| format!("{before}{name}{after}:{item}"));
        let joined = |texts: Vec<String>| texts.join(",");
        let items = prop::collection::vec(item, 1..5).prop_map(joined);
        let entries = prop::collection::vec(entry, 1..5).prop_map(joined);
        prop_oneof![
            SPACE.prop_map(|space| format!("[{space}]")),
            SPACE.prop_map(|space| format!("{{{space}}}")),
            items.prop_map(|items| format!("[{items}]")),
            entries.prop_map(|entries| format!("{{{entries}}}")),
        ]
    })
}

/// Checks that we read what `serde_json` reads, and nothing else; only that we refuse keys that stand
/// twice and keep numbers of any size.
fn check_against_serde_json(text: &str) -> Result<(), TestCaseError> {
    match (value(text), serde_json::from_str::<serde_json::Value>(text)) {
        (Ok(ours), Ok(theirs)) => prop_assert_eq!(as_serde(&ours), theirs),
        (Ok(_), Err(error)) => {
            prop_assert!(
                error.to_string().starts_with("number out of range"),
                "{error}"
            );
        }
        (Err(Fault::DuplicateKey { .. }), _) | (Err(_), Err(_)) => {}
        (Err(fault), Ok(_)) => prop_assert!(false, "{fault}"),
    }
    Ok(())
}

proptest! {
    #[test]
    fn reads_what_serde_json_reads(text in any_json()) {
        check_against_serde_json(&text)?;
    }

    #[test]
    fn refuses_what_serde_json_refuses(
        text in any_json(),
        place in any::<prop::sample::Index>(),
        letters in r#"["\\u0d8.e+,:\[\]{} \n-]{0,2}"#,
    ) {
        let (start, letter) = place.get(&text.char_indices().collect::<Vec<_>>()).to_owned();
        let rest = &text[start + letter.len_utf8()..];
        check_against_serde_json(&format!("{}{letters}{rest}", &text[..start]))?;
    }

    #[test]
    fn never_panics(text in "[\\[{\"\\\\a-f0-9:,.}\\] \n-]{0,40}") {
        for format in [Format::JsonLines, Format::Json] {
            let _ = read(&text, format);
        }
    }

    /// A space before the colon is enough to leave the way that nearly all events take.
    #[test]
    fn reads_usual_and_unusual_events_alike(fields in prop::collection::vec(any_field(), 0..7)) {
        let object = |colon: &str| {
            let field = |(name, value): &(&str, String)| format!("\"{name}\"{colon}{value}");
            format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(","))
        };
        match (lines(&object(":")), lines(&object(" :"))) {
            (Ok(usual), Ok(unusual)) => prop_assert_eq!(usual, unusual),
            (Err(usual), Err(unusual)) => prop_assert_eq!(usual.to_string(), unusual.to_string()),
            (usual, unusual) => prop_assert!(false, "{usual:?} but {unusual:?}"),
        }
    }

    #[test]
    fn what_is_written_as_json_comes_back(
        value in any_json().prop_filter_map("a key stands twice", |text| value(&text).ok()),
        extra in any_json().prop_filter_map("a key stands twice", |text| value(&text).ok()),
        f in any::<String>(),
        name in "[^pkftiv]*",
        time in any::<Option<i64>>(),
        process in any::<u64>(),
    ) {
        let builder = RecordingBuilder::new("memory", AfterInfo::Refuse);
        let mut fields = Fields::default();
        for (name, value) in [
            ("process", Value::Number(process.to_string().into())),
            ("type", "invoke".into()),
            ("f", Value::from(&*f)),
            ("value", value),
            ("time", time.map_or(Value::Null, Value::Int)),
            (&*name, extra),
        ] {
            fields.set(name, value).expect("no name stands twice");
        }
        let pushed = builder.read_whole(|chunk| fields.push(1, chunk));
        let recording = pushed.expect("it is a valid event");
        prop_assert_eq!(&lines(&written(&recording)).expect("it is valid"), &recording);
        let mut array = Vec::new();
        recording.write_json(&mut array).expect("memory takes all");
        let array = Recording::from_bytes(&array, "-", None, ReadOptions::default());
        prop_assert_eq!(array.expect("it is valid"), recording);
    }
}

const PROCESSES: &str = r#"0|7|-1|17\.5|"nemesis"|18446744073709551615"#;
const TYPES: &str = r#""(invoke|info|inv\\u006fke|okay)"|3"#;
const NAMES: &str = r#""(read|a\\nb|é)"|null"#;
const INTEGERS: &str = r#"0|1|-5|null|9223372036854775807|12345678901234567890|1e3|"x""#;

fn any_field() -> impl Strategy<Value = (&'static str, String)> {
    let one_line = any_json().prop_map(|text| text.replace(['\r', '\n'], " "));
    prop_oneof![
        (Just("process"), PROCESSES),
        (Just("type"), TYPES),
        (Just("f"), NAMES),
        (
            prop::sample::select(vec!["value", "error", "key"]),
            one_line
        ),
        (prop::sample::select(vec!["time", "index"]), INTEGERS),
    ]
}
