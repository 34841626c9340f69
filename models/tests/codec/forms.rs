use std::fmt::Debug;

use lockstep_history::{Codec, Expected, Value};
use lockstep_models::{
    Counter, CounterRet, FailedCas, Kv, KvRet, Lock, Model, Mutex, NullReads, OwnedMutex,
    OwnedMutexOp, PriorityQueue, Reads, Txn, catalog,
};

use crate::json::json;
use crate::of_values::{
    Bank, BankOp, BankRet, CasRegister, FifoQueue, GrowSet, GrowSetRet, Log, LogRet, MicroOp,
    MultiRegister, PoolRet, Register, RegisterOp, RegisterRet, Set, Stack, UniqueIds,
    UnorderedQueue,
};

/// Reads the result of an operation that was invoked so, and completed so.
fn result<C: Codec<Op: Debug>>(codec: &C, f: &str, value: &str, result: &str) -> Option<C::Ret> {
    let op = codec.op(3, f, &json(value)).unwrap();
    codec.ret(&op, &json(result)).unwrap()
}

#[test]
fn objects_of_integers_take_integers_alone() {
    let register = lockstep_models::Register::<i64>::new(0);
    assert_eq!(
        result(&register, "write", "5", "5"),
        Some(lockstep_models::RegisterRet::Done)
    );
    assert_eq!(
        result(&register, "read", "null", "7"),
        Some(lockstep_models::RegisterRet::Got(7))
    );
    let refused = |f, value| register.op(3, f, &json(value)).unwrap_err().to_string();
    assert_eq!(
        refused("write", r#""x""#),
        r#"write's value is "x"; expected an integer of 64 bits"#
    );
    let read = register.op(3, "read", &Value::Null).unwrap();
    let refused = register.ret(&read, &Value::Null).unwrap_err().to_string();
    assert_eq!(
        refused,
        "read's result is null; expected an integer of 64 bits"
    );
    let log = lockstep_models::Log::<i64>::new();
    let read = log.op(3, "read", &Value::Null).unwrap();
    let refused = log
        .ret(&read, &json(r#"[1, "x"]"#))
        .unwrap_err()
        .to_string();
    assert_eq!(
        refused,
        r#"an item of read's result is "x"; expected an integer of 64 bits"#
    );
}

#[test]
fn a_change_completes_with_its_value_or_with_null() {
    for ret in ["5", "null"] {
        assert_eq!(
            result(&Register::default(), "write", "5", ret),
            Some(RegisterRet::Done)
        );
        assert_eq!(
            result(&FifoQueue::default(), "enqueue", "5", ret),
            Some(PoolRet::Done)
        );
        assert_eq!(
            result(&UnorderedQueue::default(), "enqueue", "5", ret),
            Some(PoolRet::Done)
        );
        assert_eq!(
            result(&Stack::default(), "push", "5", ret),
            Some(PoolRet::Done)
        );
        assert_eq!(
            result(&PriorityQueue::default(), "insert", "5", ret),
            Some(lockstep_models::PoolRet::Done)
        );
        assert_eq!(
            result(&GrowSet::default(), "add", "5", ret),
            Some(GrowSetRet::Done)
        );
        assert_eq!(
            result(&Counter::default(), "add", "5", ret),
            Some(CounterRet::Done)
        );
        assert_eq!(
            result(&Log::default(), "append", "5", ret),
            Some(LogRet::Done)
        );
    }
    for ret in [r#"["x", "a"]"#, "null"] {
        assert_eq!(
            result(&Kv::default(), "put", r#"["x", "a"]"#, ret),
            Some(KvRet::Done)
        );
        assert_eq!(
            result(&Kv::default(), "append", r#"["x", "a"]"#, ret),
            Some(KvRet::Done)
        );
    }
}

#[test]
fn a_cas_completes_with_its_values_null_true_or_false() {
    let register = CasRegister::default();
    for done in ["[1, 2]", "null", "true"] {
        assert_eq!(
            result(&register, "cas", "[1, 2]", done),
            Some(RegisterRet::Done)
        );
    }
    assert_eq!(
        result(&register, "cas", "[1, 2]", "false"),
        Some(RegisterRet::Refused)
    );
}

#[test]
fn a_failed_cas_observes_only_where_it_is_asked_to() {
    let cas = RegisterOp::Cas(1.into(), 2.into());
    let observing = CasRegister::default().failed_cas(FailedCas::Observes);
    assert_eq!(CasRegister::default().failed(&cas), None);
    assert_eq!(observing.failed(&cas), Some(RegisterRet::Refused));
    assert_eq!(observing.failed(&RegisterOp::Write(1.into())), None);
}

#[test]
fn a_read_of_null_has_seen_null_unless_nobody_looked() {
    let looked = Some(RegisterRet::Got(Value::Null));
    assert_eq!(result(&Register::default(), "read", "null", "null"), looked);
    let register = Register::default().null_reads(NullReads::Unknown);
    assert_eq!(result(&register, "read", "null", "null"), None);
    let register = CasRegister::default().null_reads(NullReads::Unknown);
    assert_eq!(result(&register, "read", "null", "null"), None);
    assert_eq!(
        result(&register, "read", "null", "4"),
        Some(RegisterRet::Got(4.into()))
    );
}

#[test]
fn a_micro_read_of_null_has_seen_null_unless_nobody_looked() {
    let (invoked, completed) = (r#"[["r", "x", null]]"#, r#"[["r", "x", null]]"#);
    let looked = Reads(vec![Some(Value::Null)]);
    assert_eq!(
        result(&MultiRegister::default(), "txn", invoked, completed),
        Some(looked)
    );
    let registers = MultiRegister::default().null_reads(NullReads::Unknown);
    assert_eq!(
        result(&registers, "txn", invoked, completed),
        Some(Reads(vec![None]))
    );
}

#[test]
fn a_read_may_be_invoked_with_what_it_will_read() {
    assert_eq!(
        Register::default().op(0, "read", &json("4")),
        Ok(RegisterOp::Read)
    );
    let invoked = r#"[["read", "x", 4]]"#;
    let read = Txn(vec![MicroOp::Read("x".into())]);
    assert_eq!(
        MultiRegister::default().op(0, "txn", &json(invoked)),
        Ok(read)
    );
    let got = result(&Kv::default(), "get", r#"["x", "a"]"#, r#"["x", "b"]"#);
    assert_eq!(got, Some(KvRet::Got("b".into())));
}

#[test]
fn a_txn_is_spelled_short_or_long() {
    let registers = MultiRegister::default();
    let short = registers.op(0, "txn", &json(r#"[["r", "x", null], ["w", "y", 2]]"#));
    let long = registers.op(
        0,
        "txn",
        &json(r#"[["read", "x", null], ["write", "y", 2]]"#),
    );
    assert_eq!(short, long);
    let (_, written) = registers.write_op(&long.unwrap());
    assert_eq!(written, json(r#"[["r", "x", null], ["w", "y", 2]]"#));
}

#[test]
fn a_txn_that_only_writes_completes_with_null() {
    let nothing = Some(Reads(vec![]));
    assert_eq!(
        result(
            &MultiRegister::default(),
            "txn",
            r#"[["w", "x", 1]]"#,
            "null"
        ),
        nothing
    );
}

#[test]
fn nothing_comes_out_of_an_empty_pool() {
    assert_eq!(
        result(&FifoQueue::default(), "dequeue", "null", "null"),
        Some(PoolRet::Empty)
    );
    assert_eq!(
        result(&Stack::default(), "peek", "null", "null"),
        Some(PoolRet::Empty)
    );
    assert_eq!(
        result(&PriorityQueue::default(), "pop", "null", "null"),
        Some(lockstep_models::PoolRet::Empty)
    );
}

#[test]
fn a_set_answers_with_the_element_and_a_truth() {
    assert_eq!(
        result(&Set::default(), "add", "[1, true]", "[[1, true], false]"),
        Some(false)
    );
    assert_eq!(result(&Set::default(), "remove", "4", "null"), None);
}

#[test]
fn an_owned_mutex_belongs_to_the_process() {
    let mutex = OwnedMutex::default();
    assert_eq!(
        mutex.op(3, "acquire", &json("null")),
        Ok(OwnedMutexOp::Acquire(3))
    );
    assert_eq!(
        mutex.op(3, "release", &json("3")),
        Ok(OwnedMutexOp::Release(3))
    );
    assert_eq!(result(&mutex, "acquire", "null", "3"), Some(()));
}

#[test]
fn a_bank_speaks_as_jepsen_does() {
    let bank = Bank::default();
    let op = r#"{"from": 0, "to": 1, "amount": 5}"#;
    let transfer = BankOp::Transfer {
        from: 0.into(),
        to: 1.into(),
        amount: 5,
    };
    assert_eq!(bank.op(3, "transfer", &json(op)), Ok(transfer));
    for ret in [op, r#"{"amount": 5, "to": "1", "from": "0"}"#, "null"] {
        assert_eq!(result(&bank, "transfer", op, ret), Some(BankRet::Done));
    }
    let seen = vec![(0.into(), 10), ("007".into(), 90)];
    assert_eq!(
        result(&bank, "read", "null", r#"{"0": 10, "007": 90, "2": null}"#),
        Some(BankRet::Got(seen))
    );
}

#[test]
fn an_id_of_null_is_one_that_nobody_looked_at() {
    let ids = UniqueIds::default();
    assert_eq!(
        result(&ids, "generate", "null", "[3, \"a\"]"),
        Some(json("[3, \"a\"]"))
    );
    assert_eq!(result(&ids, "generate", "null", "null"), None);
}

/// Says what a model with this initial state holds.
fn shown<M: Model>(model: Result<M, Expected>) -> String {
    let model = model.unwrap();
    model.show_state(&model.initial())
}

#[test]
fn initial_states_are_json() {
    assert_eq!(
        shown(Register::from_initial(&json("[1]"))),
        "the register holds [1]"
    );
    assert_eq!(
        shown(CasRegister::from_initial(&json("0"))),
        "the register holds 0"
    );
    let registers = MultiRegister::from_initial(&json(r#"{"x": 0, "y": null}"#));
    assert_eq!(shown(registers), r#"the registers hold "x": 0"#);
    let store = Kv::from_initial(&json(r#"{"x": "a", "y": ""}"#));
    assert_eq!(shown(store), r#"the store holds "x": "a""#);
    let values = json("[3, 1, 3]");
    assert_eq!(
        shown(FifoQueue::from_initial(&values)),
        "the queue holds 3, 1, 3"
    );
    assert_eq!(
        shown(UnorderedQueue::from_initial(&values)),
        "the queue holds 1, 3, 3"
    );
    assert_eq!(
        shown(Stack::from_initial(&values)),
        "the stack holds, from the top, 3, 1, 3"
    );
    let greatest_first = "the priority queue holds 3, 3, 1";
    assert_eq!(shown(PriorityQueue::from_initial(&values)), greatest_first);
    assert_eq!(shown(Set::from_initial(&values)), "the set holds 1, 3");
    assert_eq!(shown(GrowSet::from_initial(&values)), "the set holds 1, 3");
    assert_eq!(shown(Log::from_initial(&values)), "the log holds 3, 1, 3");
    assert_eq!(
        shown(Counter::from_initial(&json("-4"))),
        "the counter stands at -4"
    );
    assert_eq!(
        Mutex::from_initial(&json(r#""held""#)).unwrap().initial(),
        Lock::Held
    );
    assert_eq!(
        OwnedMutex::from_initial(&json("2")).unwrap().initial(),
        Some(2)
    );
    assert_eq!(
        shown(Bank::from_initial(&json(r#"{"0": 3, "x": -1}"#))),
        r#"the accounts hold 0: 3, "x": -1"#
    );
    assert_eq!(
        shown(UniqueIds::from_initial(&values)),
        "given out are 1, 3"
    );
}

/// Returns the operations that a codec says it knows when it is asked for another one.
fn known<C: Codec<Op: Debug>>(codec: &C) -> String {
    codec
        .op(0, "no such operation", &Value::Null)
        .unwrap_err()
        .expected
}

#[test]
fn the_catalog_lists_the_operations_that_are_known() {
    let known = [
        ("register", known(&Register::default())),
        ("cas-register", known(&CasRegister::default())),
        ("multi-register", known(&MultiRegister::default())),
        ("kv", known(&Kv::default())),
        ("fifo-queue", known(&FifoQueue::default())),
        ("unordered-queue", known(&UnorderedQueue::default())),
        ("stack", known(&Stack::default())),
        ("priority-queue", known(&PriorityQueue::default())),
        ("set", known(&Set::default())),
        ("grow-set", known(&GrowSet::default())),
        ("counter", known(&Counter::default())),
        ("mutex", known(&Mutex::default())),
        ("owned-mutex", known(&OwnedMutex::default())),
        ("log", known(&Log::default())),
        ("bank", known(&Bank::default())),
        ("unique-ids", known(&UniqueIds::default())),
    ];
    let listed = catalog().iter().map(|entry| {
        let names: Vec<_> = entry
            .operations
            .iter()
            .map(|operation| operation.f)
            .collect();
        let (last, others) = names.split_last().unwrap();
        let or = if others.is_empty() { "" } else { " or " };
        (entry.name, format!("{}{or}{last}", others.join(", ")))
    });
    assert_eq!(listed.collect::<Vec<_>>(), known);
}
