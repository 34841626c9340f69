use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::read;
use crate::recording::RecordingBuilder;
use crate::{AfterInfo, DEPTH_MAX, ReadError, Recording, Value};

fn recording(text: &str) -> Result<Recording, ReadError> {
    let builder = RecordingBuilder::new("run.edn", AfterInfo::Refuse);
    builder.read_whole(|chunk| read(text, chunk))
}

/// Reads the value of an event.
fn value(text: &str) -> Result<Value, ReadError> {
    let event = format!("{{:process 0 :type :invoke :f :x :value {text}\n}}");
    Ok(recording(&event)?.event(0).value())
}

fn written(recording: &Recording) -> String {
    let mut bytes = Vec::new();
    recording.write_edn(&mut bytes).expect("memory takes all");
    String::from_utf8(bytes).expect("EDN is text")
}

fn show(text: &str) -> String {
    match recording(text) {
        Ok(recording) => written(&recording),
        Err(error) => format!("{error}\n"),
    }
}

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&show(text));
}

fn all_errors(texts: &[&str]) -> String {
    texts.iter().map(|text| show(text)).collect()
}

fn value_errors(texts: &[&str]) -> String {
    let error = |text: &&str| match value(text) {
        Ok(value) => format!("{text} is {value:?}\n"),
        Err(error) => format!("{error}\n"),
    };
    texts.iter().map(error).collect()
}

#[test]
fn reads_a_vector_a_list_or_bare_maps() {
    let events = "{:process 0, :type :invoke, :f :write, :value 3}\n\
                  {:process 0, :type :ok, :f :write, :value 3}\n";
    for text in [
        events.to_owned(),
        format!("[{events}]"),
        format!("({events})"),
        format!("; a comment\n [ #_ignored {events} ; the end\n]\n#_[]"),
        events.replace([',', '\n'], " ").replace("} {", "}{"),
        events.replace(", ", ",\r\n\t"),
        events.replace('{', "#jepsen.history.Op{"),
    ] {
        assert_eq!(show(&text), events, "{text}");
    }
}

#[test]
fn keeps_all_fields_and_who_is_no_client() {
    check(
        "[{:type :info, :f :start, :process :nemesis, :time 12, :value {:n1 #{:n2 n3}}}
          {:index 7, :type :invoke, :f :txn, :process 3, :time -1, :value [[:r :x nil]], :error (\\a 1/2)}
          {\"f\" \"read it\", type \"ok\", :process 3, :node/name \"n1\", \"a b\" 1.50M}]",
        &expect![[r#"
            {:process :nemesis, :type :info, :f :start, :value {:n1 #{:n2 n3}}, :time 12}
            {:process 3, :type :invoke, :f :txn, :value [[:r :x nil]], :time -1, :index 7, :error (\a 1/2)}
            {:process 3, :type :ok, :f "read it", :node/name "n1", "a b" 1.50M}
        "#]],
    );
}

#[test]
fn a_key_beside_a_value_becomes_a_pair() {
    check(
        "{:process 0 :type :invoke :f :get :key \"7\" :value nil}
         {:process 0 :type :ok :f :get :value \"x\" :key \"7\"}
         {:process 1 :type :invoke :f :get :key 7}",
        &expect![[r#"
            {:process 0, :type :invoke, :f :get, :value ["7" nil]}
            {:process 0, :type :ok, :f :get, :value ["7" "x"]}
            {:process 1, :type :invoke, :f :get, :value [7 nil]}
        "#]],
    );
}

#[test]
fn a_history_without_events_is_one() {
    for text in ["[]", "()", " [ #_{} ; nothing\n] "] {
        assert_eq!(show(text), "[]\n");
    }
}

#[test]
fn reads_every_kind_of_value() {
    let keyword = |text: &str| Value::Keyword(text.into());
    let symbol = |text: &str| Value::Symbol(text.into());
    let number = |text: &str| Value::Number(text.into());
    let tagged = |tag: &str, value| Value::Tagged((tag.into(), value).into());
    for (text, expected) in [
        ("nil", Value::Null),
        ("true", Value::Bool(true)),
        ("-12N", Value::Int(-12)),
        ("18446744073709551616N", number("18446744073709551616")),
        ("##-Inf", number("##-Inf")),
        (":0", keyword("0")),
        (":jepsen.nemesis/start-1", keyword("jepsen.nemesis/start-1")),
        ("über->x'", symbol("über->x'")),
        ("-", symbol("-")),
        ("/", symbol("/")),
        ("nile", symbol("nile")),
        ("\\space", Value::Char(' ')),
        ("\\s", Value::Char('s')),
        ("\\u00e9", Value::Char('é')),
        ("\\u", Value::Char('u')),
        ("\\o101", Value::Char('A')),
        ("\\(", Value::Char('(')),
        ("\\🦀", Value::Char('🦀')),
        (
            r#""a\"\\\n\u00e9\uD83E\uDD80\101b""#,
            Value::from("a\"\\\né🦀Ab"),
        ),
        ("\"two\nlines\"", Value::from("two\nlines")),
        (
            "[1[2]]",
            Value::list([Value::Int(1), Value::list([Value::Int(2)])]),
        ),
        (
            "(1 #_2 #_ #_ 3 4 5)",
            Value::Sequence([1, 5].map(Value::Int).into()),
        ),
        ("#{1,\"1\"}", Value::Set([Value::Int(1), "1".into()].into())),
        (
            "{1 {2 3}}",
            Value::Map([(1.into(), Value::Map([(2.into(), 3.into())].into()))].into()),
        ),
        ("#inst \"1985\"", tagged("inst", "1985".into())),
        (
            "#a/b #c [1]",
            tagged("a/b", tagged("c", Value::list([1.into()]))),
        ),
        ("[#_\"]\" ; ]\n]", Value::list([])),
    ] {
        assert_eq!(value(text).expect(text), expected, "{text}");
    }
}

#[test]
fn says_which_event_cannot_be_read() {
    expect![[r#"
        run.edn:1: the file is empty; expected at least one event
        run.edn:1: the file is empty; expected at least one event
        run.edn:1: column 1: '3'; expected an event, which is a map
        run.edn:1: column 2: '['; expected an event, which is a map
        run.edn:3: column 1: '#foo'; expected an event, which is a map
        run.edn:1: column 20: '['; expected an event, which is a map
        run.edn:1: column 41: 'x'; expected the end of the file
        run.edn:1: column 39: ')'; expected a value or ']'
        run.edn:1: the file ends inside a map; it was cut off
        run.edn:1: the file ends inside a map; it was cut off
        run.edn:1: the file ends inside a map; it was cut off
        run.edn:1: the file ends inside a vector; it was cut off
        run.edn:1: the file ends inside a discarded form; it was cut off
        run.edn:1: the file ends inside a discarded form; it was cut off
        run.edn:1: the file ends inside a tagged value; it was cut off
        run.edn:1: the file ends inside a set; it was cut off
        run.edn:1: the file ends inside a string; it was cut off
        run.edn:1: the file ends inside a string; it was cut off
        run.edn:1: the file ends inside a character; it was cut off
        run.edn:1: column 19: '}'; expected the value of the key before it
        run.edn:1: column 2: '[:process]'; expected the name of a field, which is a keyword
        run.edn:1: type is :okay; expected invoke, ok, fail or info
        run.edn:3: f is 3; expected the name of an operation
        run.edn:1: process is -1; expected an integer from 0 or a name
        run.edn:1: process is [0]; expected an integer from 0 or a name
        run.edn:1: time is 1.5; expected an integer of nanoseconds that fits 64 bits
        run.edn:1: type is missing; expected invoke, ok, fail or info
        run.edn:1: the key "type" stands twice in one object
        run.edn:1: the key "node" stands twice in one object
        run.edn:1: process 0: it has no open operation; a completion needs an invocation before it
        run.edn:2: process 0: its operation from event 0 is still open; a process has one open operation at a time
    "#]].assert_eq(&all_errors(&[
        "",
        " ; nothing but this\n",
        "3",
        "[[]]",
        "\n\n#foo{:process 0}",
        "#jepsen.history.Op [1]",
        "[{:process 0, :type :invoke, :f :read}] x",
        "[{:process 0, :type :invoke, :f :read})",
        "{:process 0, :type :invoke, :f :read",
        "{:process 0, :type :invoke, :f ",
        "{:process 0, :type",
        "[{:process 0, :type :invoke, :f :read}",
        "#_",
        "{:f #_",
        "{:f #foo",
        "{:f #{1",
        "{:f \"abc",
        "{:f \"abc\\",
        "{:f \\",
        "{:process 0, :type}",
        "{[:process] 0}",
        "{:process 0, :type :okay, :f :read}",
        "{:process 0,\n :type :invoke,\n :f 3}",
        "{:process -1, :type :invoke, :f :read}",
        "{:process [0], :type :invoke, :f :read}",
        "{:process 0, :type :invoke, :f :read, :time 1.5}",
        "{:process 0,\n :f :read}",
        "{:process 0, :type :invoke, :type :ok, :f :read}",
        "{:process 0, :type :invoke, :f :read, :node 1, :node 2}",
        "{:process 0, :type :ok, :f :read}",
        "{:process 0, :type :invoke, :f :read}\n{:process 0, :type :invoke, :f :read}",
    ]));
}

#[test]
fn says_which_value_cannot_be_read() {
    let deep = "[".repeat(DEPTH_MAX + 1);
    let discarded = "#_".repeat(1_000_000);
    let tagged = "#a ".repeat(1_000_000);
    expect![[r#"
        run.edn:1: column 40: '017'; expected a number such as 17, 1.5, 1/2 or 1e9
        run.edn:1: column 40: '1a'; expected a number such as 17, 1.5, 1/2 or 1e9
        run.edn:1: column 40: '::x'; expected a keyword
        run.edn:1: column 40: ':'; expected a keyword
        run.edn:1: column 40: '@'; expected a value
        run.edn:1: column 40: 'a@b'; expected a value
        run.edn:1: column 40: '##Infinity'; expected a value
        run.edn:1: column 40: '#'; expected a value or a tag
        run.edn:1: column 40: '#3'; expected a value or a tag
        run.edn:1: column 40: '#'; expected a value or a tag
        run.edn:1: column 40: 'a b'; expected a value
        run.edn:1: column 40: ''aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'; expected a value
        run.edn:1: column 40: '\'; expected a character such as \a, \newline or \u0041
        run.edn:1: column 40: '\newlines'; expected a character such as \a, \newline or \u0041
        run.edn:1: column 40: '\uD800'; expected a character such as \a, \newline or \u0041
        run.edn:1: column 40: '\u+123'; expected a character such as \a, \newline or \u0041
        run.edn:1: column 40: '\o400'; expected a character such as \a, \newline or \u0041
        run.edn:1: column 41: '\x'; expected an escape such as \n, \" or \u0041
        run.edn:1: column 41: '\u'; expected an escape such as \n, \" or \u0041
        run.edn:1: column 41: '\u'; expected an escape such as \n, \" or \u0041
        run.edn:1: column 41: '\u'; expected an escape such as \n, \" or \u0041
        run.edn:1: column 41: '\4'; expected an escape such as \n, \" or \u0041
        run.edn:2: the file ends inside a string; it was cut off
        run.edn:1: column 44: '\\n'; expected an escape such as \n, \" or \u0041
        run.edn:1: column 40: '\'; expected a character such as \a, \newline or \u0041
        run.edn:1: column 44: ')'; expected a value or ']'
        run.edn:1: column 44: ']'; expected a value or ')'
        run.edn:2: the file ends inside a map; it was cut off
        run.edn:1: column 46: '}'; expected the value of the key before it
        run.edn:1: the key 1 stands twice in one object
        run.edn:1: the key :a stands twice in one object
        run.edn:2: column 1: '}'; expected a value
        run.edn:2: column 1: '}'; expected a value
        run.edn:2: column 1: '}'; expected a value or ']'
        run.edn:1: values are nested more than 128 deep
        run.edn:1: values are nested more than 128 deep
        run.edn:1: values are nested more than 128 deep
    "#]]
    .assert_eq(&value_errors(&[
        "017",
        "1a",
        "::x",
        ":",
        "@x",
        "a@b",
        "##Infinity",
        "#",
        "#3 4",
        "#(1)",
        "a\u{a0}b",
        "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa^",
        "\\ ",
        "\\newlines",
        "\\uD800",
        "\\u+123",
        "\\o400",
        r#""\x""#,
        r#""\u12""#,
        r#""\uD83E""#,
        r#""\uD83E\u0041""#,
        r#""\400""#,
        "\"abc",
        "\"abc\\",
        "\\",
        "[1 2)",
        "(1 2]",
        "#{1 2",
        "{1 2 3}",
        "#{1 2 1}",
        "{:a 1, :b 2, :a 3}",
        "#_",
        "#foo",
        "[[]",
        &deep,
        &discarded,
        &tagged,
    ]));
}

#[test]
fn reads_values_as_deep_as_the_limit() {
    let text = "[".repeat(DEPTH_MAX) + &"]".repeat(DEPTH_MAX);
    let deep = (1..DEPTH_MAX).fold(Value::list([]), |inner, _| Value::list([inner]));
    assert_eq!(value(&text).expect("it is within the limit"), deep);
}

#[test]
fn a_number_is_no_level() {
    let text = "[".repeat(DEPTH_MAX) + "##Inf" + &"]".repeat(DEPTH_MAX);
    assert!(value(&text).is_ok());
}

#[test]
fn the_pair_of_a_key_and_a_value_is_a_level() {
    let event = |depth| {
        let value = "[".repeat(depth) + &"]".repeat(depth);
        format!("{{:process 0, :type :invoke, :f :get, :key {value}, :value {value}}}")
    };
    let deepest = recording(&event(DEPTH_MAX - 1)).expect("it is within the limit");
    assert!(recording(&written(&deepest)).expect("what is written can be read") == deepest);
    check(
        &event(DEPTH_MAX),
        &expect![[r"
            run.edn:1: values are nested more than 128 deep
        "]],
    );
}

fn leaf() -> impl Strategy<Value = Value> {
    let name = "[a-zA-Zäß*!?<>=&%$_|][-a-z0-9.:/#'+*]{0,6}";
    let symbol = name.prop_filter("a constant", |name| {
        !["nil", "true", "false"].contains(&&**name)
    });
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{0,3}|[eE][+-]?[0-9]{1,3}|M|/[1-9])"
            .prop_map(|text| Value::Number(text.into())),
        "-?[1-9][0-9]{19,40}".prop_map(|text| Value::Number(text.into())),
        Just(Value::Number("-0".into())),
        any::<String>().prop_map(|text| Value::String(text.into())),
        "[a-z0-9][-a-z0-9.:/]{0,6}".prop_map(|text| Value::Keyword(text.into())),
        symbol.prop_map(|text| Value::Symbol(text.into())),
        any::<char>().prop_map(Value::Char),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 32, 4, |inner| {
        let items = prop::collection::vec(inner.clone(), 0..4);
        let distinct = prop::collection::btree_set(inner.clone(), 0..4);
        let entries = prop::collection::btree_map(inner.clone(), inner.clone(), 0..4);
        prop_oneof![
            items.clone().prop_map(Value::list),
            items.prop_map(|items| Value::Sequence(items.into())),
            distinct.prop_map(|items| Value::Set(items.into_iter().collect())),
            entries.prop_map(|entries| Value::Map(entries.into_iter().collect())),
            ("[a-z][-a-z./]{0,6}", inner)
                .prop_map(|(tag, value)| Value::Tagged((tag.into(), value).into())),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_is_written_comes_back_equal(
        value in any_value(),
        extra in any_value(),
        f in any::<String>(),
        name in "[^pkftivP]*",
        time in any::<Option<i64>>(),
    ) {
        let builder = RecordingBuilder::new("memory", AfterInfo::Refuse);
        let mut fields = crate::fields::Fields::default();
        for (name, value) in [
            ("process", Value::Int(0)),
            ("type", "invoke".into()),
            ("f", Value::from(&*f)),
            ("value", value),
            ("time", time.map_or(Value::Null, Value::Int)),
            (&name, extra),
        ] {
            fields.set(name, value).expect("no name stands twice");
        }
        let pushed = builder.read_whole(|chunk| fields.push(1, chunk));
        let original = pushed.expect("it is a valid event");
        let text = written(&original);
        prop_assert_eq!(text.lines().count(), 1);
        let again = recording(&text).expect("what is written can be read");
        prop_assert!(again == original, "{:?} is not {:?}", again.event(0), original.event(0));
    }

    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\](){}#_\\\\\"; ,a1:nu0/.N+-]{0,40}") {
        _ = recording(&text);
        _ = value(&text);
    }
}
