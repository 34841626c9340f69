use expect_test::{Expect, expect};
use proptest::prelude::*;

use crate::{Event, History, ReadError, Recording, Value};

fn lines(text: &str) -> String {
    match Recording::from_notation(text) {
        Ok(recording) => recording.to_lines(),
        Err(error) => format!("{error}\n"),
    }
}

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&lines(text));
}

#[test]
fn the_columns_of_bars_give_the_order_of_events() {
    check(
        "
        0  ├─ write 1 ─┤  ├─ cas [1, 2] → false ─┤
        1      ├─ read → 1 ─┤ ├── write 2 ───?

        2        ├─ write 3 ─╳  ├─ read → ?
        ",
        &expect![[r"
            0 invoke write 1
            1 invoke read
            2 invoke write 3
            0 ok write 1
            0 invoke cas [1, 2]
            1 ok read 1
            2 fail write 3
            1 invoke write 2
            2 invoke read
            1 info write 2
            0 ok cas false
        "]],
    );
}

#[test]
fn bars_that_touch_overlap() {
    check(
        "0  ├─ write 1 ─┤\n\
         1              ├─ read ─┤\n\
         2  ├─ acquire ─┤\n",
        &expect![[r"
            0 invoke write 1
            2 invoke acquire
            1 invoke read
            0 ok write 1
            2 ok acquire
            1 ok read
        "]],
    );
}

#[test]
fn bars_may_begin_far_to_the_right() {
    let calls = "0 invoke write 1\n0 ok write 1\n".repeat(5000);
    let recording = Recording::from_notation(&(calls + "1 invoke read"));
    let picture = recording.expect("it is valid").to_bars();
    let row = picture.lines().next_back().expect("process 1 has a row");
    assert!(row.chars().count() > 70_000);
    assert_eq!(row.trim_start_matches(['1', ' ']), "├─ read → ?");
}

#[test]
fn names_are_words_or_strings_and_values_are_json() {
    check(
        r#"
        0      invoke  get        ["x", null]
        net-em info    "cut off"  "a → b ─┤"
        "3 b"  ok      ""         {"a": [1.50, true]}
        "#,
        &expect![[r#"
            0 invoke get ["x", null]
            net-em info "cut off" "a → b ─┤"
            "3 b" ok "" {"a": [1.50, true]}
        "#]],
    );
    check(
        r#"0 ├─ "┤" "─┤" → "→" ─┤ ├─ get["x", null]→["x", {}]─┤"#,
        &expect![[r#"
            0 invoke "┤" "─┤"
            0 ok "┤" "→"
            0 invoke get ["x", null]
            0 ok get ["x", {}]
        "#]],
    );
}

#[test]
fn draws_one_column_for_each_event() {
    let recording = Recording::from_notation(
        "0 invoke write 1\n10 invoke read\nnemesis info start\n0 ok write\n1 invoke read\n0 invoke write 2\n\
         10 info read\n1 ok read 2\n0 fail write 2\n0 invoke write 3\n",
    );
    expect![[r"
         0  ├─ write 1 → null ─┤ ├─ write 2 ──╳ ├─ write 3 → ?
        10   ├─ read ─────────────?
         1                      ├─ read → 2 ─┤
    "]]
    .assert_eq(&recording.expect("it is valid").to_bars());
}

#[test]
fn draws_a_typed_history() {
    let history = History::from_events([
        Event::Invoke(0, "write 1"),
        Event::Invoke(7, "read"),
        Event::Ok(0, "null"),
        Event::Fail(7),
        Event::Invoke(0, "cas [1, 2]"),
        Event::Info(0),
        Event::Invoke(7, "read"),
    ]);
    expect![[r"
        0  ├─ write 1 → null ─┤ ├─ cas [1, 2] ─?
        7   ├─ read ───────────╳                ├─ read → ?
    "]]
    .assert_eq(&history.expect("it is valid").to_bars());
}

#[test]
fn says_where_the_notation_is_broken() {
    let texts = [
        "",
        " \n",
        "0",
        "0 invoke",
        "0 begin write",
        "-1 invoke write",
        "[0] invoke write",
        "0 invoke (",
        "0 invoke write x",
        "0 invoke write 1 2",
        "0 invoke write \"ä\" ö",
        "0 invoke write 1\n\n0 invoke write 2",
        "0 ok write 1",
        "0 ├",
        "0 ├─",
        "0 ├─ write",
        "0 ├─ write 1",
        "0 ├─ write 1 ─",
        "0 ├─ write 1 ┤",
        "0 ├─ write ä ─┤",
        "0 ├─ write 1 → ─┤",
        "0 ├─ write 1 → 2",
        "0 ├─ write 1 → ? ─┤",
        "0 ├─ write 1 ─ ┤",
        "0 ├─ write 1 ─┤ x",
        "0 ├─ write 1 ─┤\n0 ├─ read ─┤",
        "0 ├─ write 1 ─┤\nnemesis ├─ start ─┤",
        "0 ├─ write 1 ─┤\n\n1\t├─ read ─┤",
        "0 ├─ write 1 ─? ├─ write 2 ─┤",
        "0 ├─ write 1 ─┤\n1 invoke read",
    ];
    let errors: String = texts.into_iter().map(lines).collect();
    expect![[r#"
        notation:1: the file is empty; expected at least one event
        notation:1: the file is empty; expected at least one event
        notation:1: column 2: the end of the line; expected invoke, ok, fail or info
        notation:1: column 9: the end of the line; expected the name of an operation
        notation:1: type is "begin"; expected invoke, ok, fail or info
        notation:1: process is -1; expected an integer from 0 or a name
        notation:1: column 1: '['; expected a process
        notation:1: column 10: '('; expected the name of an operation
        notation:1: column 16: 'x'; expected a value
        notation:1: column 18: '2'; expected the end of the line
        notation:1: column 20: 'ö'; expected the end of the line
        notation:3: process 0: its operation from event 0 is still open; a process has one open operation at a time
        notation:1: process 0: it has no open operation; a completion needs an invocation before it
        notation:1: column 4: the end of the line; expected ─ after ├
        notation:1: column 5: the end of the line; expected the name of an operation
        notation:1: column 11: the end of the line; expected → or ─
        notation:1: column 13: the end of the line; expected → or ─
        notation:1: column 15: the end of the line; expected ─, ┤, ╳ or ?
        notation:1: column 14: '┤'; expected → or ─
        notation:1: column 12: 'ä'; expected a value
        notation:1: column 16: '─'; expected a value
        notation:1: column 17: the end of the line; expected → or ─
        notation:1: column 18: '─'; expected the end of the line
        notation:1: column 15: ' '; expected ─, ┤, ╳ or ?
        notation:1: column 17: 'x'; expected ├
        notation:2: process is 0; expected one that has no row yet
        notation:2: process is "nemesis"; expected the number of a client
        notation:3: column 2: '\t'; expected ├
        notation:1: process 0: it ended with info at event 1; after info a process does not act again
        notation:2: column 3: 'i'; expected ├
    "#]].assert_eq(&errors);
}

/// Values that JSON can express.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        3 => Just(Value::Null),
        3 => any::<i64>().prop_map(Value::Int),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => "-?(0|[1-9][0-9]{0,9})\\.[0-9]{1,3}".prop_map(|text| Value::Number(text.into())),
        1 => any::<String>().prop_map(|text| Value::String(text.into())),
        1 => "[─┤├→? \"\\\\]{0,4}".prop_map(|text| Value::String(text.into())),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        let name = any::<String>().prop_map(|name| Value::String(name.into()));
        let entries = prop::collection::btree_map(name, inner.clone(), 0..3);
        prop_oneof![
            prop::collection::vec(inner, 0..3).prop_map(Value::list),
            entries.prop_map(|entries| Value::Map(entries.into_iter().collect())),
        ]
    })
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-z]{1,5}", 1 => any::<String>(), 1 => "[─┤├→? \"\\\\]{0,4}"]
}

/// What a process does next, whatever that means where it stands: complete, or else invoke.
#[derive(Clone, Debug)]
struct Step {
    process: usize,
    f: String,
    value: Value,
    end: &'static str,
}

fn any_step() -> impl Strategy<Value = Step> {
    let end = prop::sample::select(&["ok", "ok", "ok", "fail", "info"][..]);
    (0..5_usize, any_name(), any_value(), end).prop_map(|(process, f, value, end)| Step {
        process,
        f,
        value,
        end,
    })
}

/// Writes a valid history in lines; a process that does not know its end goes on as another one.
fn text_of(steps: Vec<Step>) -> String {
    let mut numbers = [0, 1, 2, 3, 4];
    let mut open: [Option<Value>; 5] = [const { None }; 5];
    let line = |step: Step| {
        let Step {
            process,
            f,
            value,
            end,
        } = step;
        let number = numbers[process];
        match open[process].take() {
            None => {
                let f = open[process].insert(Value::from(&*f));
                format!("{number} invoke {f} {value}\n")
            }
            Some(f) => {
                numbers[process] += if end == "info" { numbers.len() } else { 0 };
                format!("{number} {end} {f} {value}\n")
            }
        }
    };
    steps.into_iter().map(line).collect()
}

fn any_recording() -> impl Strategy<Value = Recording> {
    let steps = prop::collection::vec(any_step(), 1..20);
    steps.prop_map(|steps| Recording::from_notation(&text_of(steps)).expect("it is valid"))
}

fn again(text: &str) -> Result<Recording, ReadError> {
    Recording::from_notation(text)
}

proptest! {
    #[test]
    fn what_is_written_as_lines_comes_back_equal(recording in any_recording()) {
        prop_assert!(again(&recording.to_lines())? == recording);
    }

    #[test]
    fn what_is_drawn_as_bars_comes_back_equal(recording in any_recording()) {
        prop_assert!(again(&recording.to_bars())? == recording, "{}", recording.to_bars());
    }

    #[test]
    fn no_text_makes_it_panic(text in "([01a\n\" →├─┤╳?]|invoke|ok|read |├─|─┤){0,30}") {
        _ = again(&text);
    }
}
