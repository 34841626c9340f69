use std::fmt::Debug;

use lockstep_history::Codec;
use lockstep_models::{Counter, Kv, Mutex, OwnedMutex, PriorityQueue};

use crate::json::json;
use crate::of_values::{
    Bank, CasRegister, FifoQueue, GrowSet, Log, MultiRegister, Register, Set, Stack,
};

/// Says why an invocation of process 3 is refused.
fn invoking<C: Codec<Op: Debug>>(codec: &C, f: &str, value: &str) -> String {
    codec.op(3, f, &json(value)).unwrap_err().to_string()
}

/// Says why the completion of an operation that was invoked so is refused.
fn completing<C>(codec: &C, f: &str, value: &str, result: &str) -> String
where
    C: Codec<Op: Debug, Ret: Debug>,
{
    let op = codec.op(3, f, &json(value)).unwrap();
    codec.ret(&op, &json(result)).unwrap_err().to_string()
}

#[test]
fn an_unknown_operation_is_told_which_ones_there_are() {
    let register = Register::default();
    assert_eq!(
        invoking(&register, "cas", "[1, 2]"),
        r#"f is "cas"; expected read or write"#
    );
    assert_eq!(
        invoking(&CasRegister::default(), "cass", "[1, 2]"),
        r#"f is "cass"; expected read, write or cas"#
    );
    assert_eq!(
        invoking(&MultiRegister::default(), "read", "null"),
        r#"f is "read"; expected txn"#
    );
}

#[test]
fn a_wrong_value_on_invoke_is_told_the_form() {
    assert_eq!(
        invoking(&CasRegister::default(), "cas", "3"),
        "cas's value is 3; expected [from, to]"
    );
    assert_eq!(
        invoking(&MultiRegister::default(), "txn", "3"),
        r#"txn's value is 3; expected a list of ["r", key, null] and ["w", key, value]"#
    );
    assert_eq!(
        invoking(&MultiRegister::default(), "txn", r#"[["x", 1, 2]]"#),
        r#"a micro-operation of txn is ["x", 1, 2]; expected ["r", key, null] or ["w", key, value]"#
    );
    assert_eq!(
        invoking(&Kv::default(), "get", r#""x""#),
        r#"get's value is "x"; expected [key, null]"#
    );
    assert_eq!(
        invoking(&Kv::default(), "append", r#"["x", 1]"#),
        r#"append's value is ["x", 1]; expected [key, string]"#
    );
    assert_eq!(
        invoking(&FifoQueue::default(), "enqueue", "null"),
        "enqueue's value is null; expected a value other than null"
    );
    assert_eq!(
        invoking(&Stack::default(), "pop", "1"),
        "pop's value is 1; expected null"
    );
    assert_eq!(
        invoking(&PriorityQueue::default(), "insert", "1.5"),
        "insert's value is 1.5; expected an integer of 64 bits"
    );
    assert_eq!(
        invoking(&Counter::default(), "add", "18446744073709551615"),
        "add's value is 18446744073709551615; expected an integer of 64 bits"
    );
    assert_eq!(
        invoking(&Mutex::default(), "acquire", "3"),
        "acquire's value is 3; expected null"
    );
    assert_eq!(
        invoking(&OwnedMutex::default(), "acquire", "4"),
        "acquire's value is 4; expected null or 3, the process"
    );
    assert_eq!(
        invoking(&Bank::default(), "transfer", r#"{"from": 0, "to": 1}"#),
        r#"transfer's value is {"from": 0, "to": 1}; expected {"from": account, "to": account, "amount": an integer of 64 bits}"#
    );
}

#[test]
fn a_wrong_result_is_told_the_form() {
    assert_eq!(
        completing(&Register::default(), "write", "3", "4"),
        "write's result is 4; expected 3 or null"
    );
    assert_eq!(
        completing(&CasRegister::default(), "cas", "[1, 2]", "[1, 3]"),
        "cas's result is [1, 3]; expected [1, 2], null, true or false"
    );
    assert_eq!(
        completing(
            &MultiRegister::default(),
            "txn",
            r#"[["r", "x", null]]"#,
            r#"[["r", "y", 1]]"#
        ),
        r#"txn's result is [["r", "y", 1]]; expected [["r", "x", null]] with the values that were read"#
    );
    assert_eq!(
        completing(
            &MultiRegister::default(),
            "txn",
            r#"[["r", "x", null]]"#,
            "null"
        ),
        r#"txn's result is null; expected [["r", "x", null]] with the values that were read"#
    );
    assert_eq!(
        completing(&Kv::default(), "get", r#"["x", null]"#, r#"["y", "a"]"#),
        r#"get's result is ["y", "a"]; expected ["x", value]"#
    );
    assert_eq!(
        completing(&Set::default(), "contains", "4", "null"),
        "contains's result is null; expected [4, true] or [4, false]"
    );
    assert_eq!(
        completing(&GrowSet::default(), "read", "null", "4"),
        "read's result is 4; expected a list"
    );
    assert_eq!(
        completing(&Log::default(), "read", "null", "null"),
        "read's result is null; expected a list"
    );
    assert_eq!(
        completing(&PriorityQueue::default(), "pop", "null", r#""a""#),
        r#"pop's result is "a"; expected an integer of 64 bits or null"#
    );
    assert_eq!(
        completing(&Counter::default(), "read", "null", "true"),
        "read's result is true; expected an integer of 64 bits"
    );
    assert_eq!(
        completing(&Mutex::default(), "release", "null", "3"),
        "release's result is 3; expected null"
    );
    assert_eq!(
        completing(&OwnedMutex::default(), "release", "null", "5"),
        "release's result is 5; expected null or 3, the process"
    );
    let transfer = r#"{"from": 0, "to": 1, "amount": 5}"#;
    assert_eq!(
        completing(&Bank::default(), "transfer", transfer, "5"),
        r#"transfer's result is 5; expected {"from": 0, "to": 1, "amount": 5} or null"#
    );
    assert_eq!(
        completing(&Bank::default(), "read", "null", "[1]"),
        "read's result is [1]; expected an object {account: balance}"
    );
    assert_eq!(
        completing(&Bank::default(), "read", "null", r#"{"0": "a"}"#),
        r#"a balance that read got is "a"; expected an integer of 64 bits or null"#
    );
}

#[test]
fn a_wrong_initial_state_is_told_the_form() {
    let said = |result: Result<(), lockstep_history::Expected>| result.unwrap_err().to_string();
    assert_eq!(
        said(MultiRegister::from_initial(&json("[1]")).map(drop)),
        "the initial state is [1]; expected an object {key: value}"
    );
    assert_eq!(
        said(FifoQueue::from_initial(&json("1")).map(drop)),
        "the initial state is 1; expected a list"
    );
    assert_eq!(
        said(PriorityQueue::from_initial(&json("[1, null]")).map(drop)),
        "an item of the initial state is null; expected an integer of 64 bits"
    );
    assert_eq!(
        said(Counter::from_initial(&json("null")).map(drop)),
        "the initial state is null; expected an integer of 64 bits"
    );
    assert_eq!(
        said(Mutex::from_initial(&json("true")).map(drop)),
        r#"the initial state is true; expected "free", "held" or null"#
    );
    assert_eq!(
        said(OwnedMutex::from_initial(&json("-1")).map(drop)),
        "the initial state is -1; expected the number of a process, or null"
    );
    assert_eq!(
        said(Bank::from_initial(&json(r#"{"0": null}"#)).map(drop)),
        "a balance of the initial state is null; expected an integer of 64 bits"
    );
}
