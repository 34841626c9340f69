use std::fmt::Debug;

use lockstep_history::{Codec, Value};
use lockstep_models::{
    Bank, BankOp, BankRet, CasRegister, Counter, CounterOp, CounterRet, FifoQueue, GrowSet,
    GrowSetOp, GrowSetRet, Kv, KvOp, KvRet, Log, LogOp, LogRet, MicroOp, MultiRegister, Mutex,
    MutexOp, OwnedMutex, OwnedMutexOp, PoolRet, PriorityQueue, PriorityQueueOp, QueueOp, Reads,
    Register, RegisterOp, RegisterRet, Set, SetOp, Stack, StackOp, Txn, UniqueIds, UniqueIdsOp,
    UnorderedQueue,
};
use proptest::prelude::*;

const PROCESS: u64 = 3;

/// Writes the operation and its result, reads both back, and compares.
fn round_trip<C>(codec: &C, operation: &(C::Op, C::Ret))
where
    C: Codec<Op: Debug + PartialEq, Ret: Debug + PartialEq>,
{
    let (op, ret) = operation;
    let (f, value) = codec.write_op(op);
    assert_eq!(codec.op(PROCESS, f, &value).unwrap(), *op);
    let result = codec.ret(op, &codec.write_ret(op, ret)).unwrap();
    assert_eq!(result.as_ref(), Some(ret));
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z\"]{0,3}".prop_map(|text| Value::from(text.as_str())),
        Just(Value::Number("18446744073709551616".into())),
        Just(Value::Number("1.50".into())),
    ]
}

fn not_null() -> impl Strategy<Value = Value> {
    let lists = prop::collection::vec(any_value_in_lists(), 0..3).prop_map(Value::list);
    prop_oneof![3 => scalar(), 1 => lists]
}

fn any_value_in_lists() -> impl Strategy<Value = Value> {
    prop_oneof![Just(Value::Null), scalar()]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![1 => Just(Value::Null), 4 => not_null()]
}

fn values() -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(value(), 0..4)
}

fn read_or_write() -> impl Strategy<Value = (RegisterOp, RegisterRet)> {
    prop_oneof![
        value().prop_map(|value| (RegisterOp::Read, RegisterRet::Got(value))),
        value().prop_map(|value| (RegisterOp::Write(value), RegisterRet::Done)),
    ]
}

fn cas() -> impl Strategy<Value = (RegisterOp, RegisterRet)> {
    let ret = prop_oneof![Just(RegisterRet::Done), Just(RegisterRet::Refused)];
    (value(), value(), ret).prop_map(|(from, to, ret)| (RegisterOp::Cas(from, to), ret))
}

fn txn() -> impl Strategy<Value = (Txn, Reads)> {
    let micro = (value(), value(), any::<bool>());
    prop::collection::vec(micro, 0..4).prop_map(|micros| {
        let (mut ops, mut seen) = (Vec::new(), Vec::new());
        for (key, value, reads) in micros {
            if reads {
                ops.push(MicroOp::Read(key));
                seen.push(Some(value));
            } else {
                ops.push(MicroOp::Write(key, value));
            }
        }
        (Txn(ops), Reads(seen))
    })
}

fn kv() -> impl Strategy<Value = (KvOp, KvRet)> {
    let text = "[a-z]{0,3}".prop_map(|text| Value::from(text.as_str()));
    prop_oneof![
        (value(), value()).prop_map(|(key, value)| (KvOp::Get(key), KvRet::Got(value))),
        (value(), value()).prop_map(|(key, value)| (KvOp::Put(key, value), KvRet::Done)),
        (value(), text).prop_map(|(key, suffix)| (KvOp::Append(key, suffix), KvRet::Done)),
    ]
}

fn taken<V: Debug>(value: impl Strategy<Value = V>) -> impl Strategy<Value = PoolRet<V>> {
    value.prop_map(PoolRet::Got)
}

fn queue() -> impl Strategy<Value = (QueueOp, PoolRet)> {
    prop_oneof![
        not_null().prop_map(|value| (QueueOp::Enqueue(value), PoolRet::Done)),
        taken(not_null()).prop_map(|ret| (QueueOp::Dequeue, ret)),
        Just((QueueOp::Dequeue, PoolRet::Empty)),
    ]
}

fn stack() -> impl Strategy<Value = (StackOp, PoolRet)> {
    prop_oneof![
        not_null().prop_map(|value| (StackOp::Push(value), PoolRet::Done)),
        taken(not_null()).prop_map(|ret| (StackOp::Pop, ret)),
        taken(not_null()).prop_map(|ret| (StackOp::Peek, ret)),
        Just((StackOp::Pop, PoolRet::Empty)),
    ]
}

fn priority_queue() -> impl Strategy<Value = (PriorityQueueOp, PoolRet<i64>)> {
    prop_oneof![
        any::<i64>().prop_map(|value| (PriorityQueueOp::Insert(value), PoolRet::Done)),
        taken(any::<i64>()).prop_map(|ret| (PriorityQueueOp::Pop, ret)),
        taken(any::<i64>()).prop_map(|ret| (PriorityQueueOp::Peek, ret)),
        Just((PriorityQueueOp::Peek, PoolRet::Empty)),
    ]
}

fn set() -> impl Strategy<Value = (SetOp, bool)> {
    let op = prop_oneof![
        value().prop_map(SetOp::Add),
        value().prop_map(SetOp::Remove),
        value().prop_map(SetOp::Contains),
    ];
    (op, any::<bool>())
}

fn grow_set() -> impl Strategy<Value = (GrowSetOp, GrowSetRet)> {
    prop_oneof![
        value().prop_map(|element| (GrowSetOp::Add(element), GrowSetRet::Done)),
        values().prop_map(|seen| (GrowSetOp::Read, GrowSetRet::Got(seen))),
    ]
}

fn log() -> impl Strategy<Value = (LogOp, LogRet)> {
    prop_oneof![
        value().prop_map(|value| (LogOp::Append(value), LogRet::Done)),
        values().prop_map(|seen| (LogOp::Read, LogRet::Got(seen))),
    ]
}

fn counter() -> impl Strategy<Value = (CounterOp, CounterRet)> {
    prop_oneof![
        any::<i64>().prop_map(|amount| (CounterOp::Add(amount), CounterRet::Done)),
        any::<i64>().prop_map(|sum| (CounterOp::Read, CounterRet::Got(sum))),
    ]
}

fn account() -> impl Strategy<Value = Value> {
    let named = "[a-z]{1,3}".prop_map(|name| Value::from(name.as_str()));
    prop_oneof![any::<i64>().prop_map(Value::from), named]
}

fn bank() -> impl Strategy<Value = (BankOp, BankRet)> {
    let transfer = (account(), account(), any::<i64>());
    prop_oneof![
        transfer.prop_map(|(from, to, amount)| {
            (BankOp::Transfer { from, to, amount }, BankRet::Done)
        }),
        prop::collection::vec((account(), any::<i64>()), 0..4)
            .prop_map(|seen| (BankOp::Read, BankRet::Got(seen))),
    ]
}

proptest! {
    #[test]
    fn a_register_reads_what_it_writes(operation in read_or_write()) {
        round_trip(&Register::default(), &operation);
    }

    #[test]
    fn a_cas_register_reads_what_it_writes(operation in prop_oneof![read_or_write(), cas()]) {
        round_trip(&CasRegister::default(), &operation);
    }

    #[test]
    fn a_multi_register_reads_what_it_writes(operation in txn()) {
        round_trip(&MultiRegister::default(), &operation);
    }

    #[test]
    fn a_kv_reads_what_it_writes(operation in kv()) {
        round_trip(&Kv::default(), &operation);
    }

    #[test]
    fn the_queues_read_what_they_write(operation in queue()) {
        round_trip(&FifoQueue::default(), &operation);
        round_trip(&UnorderedQueue::default(), &operation);
    }

    #[test]
    fn a_stack_reads_what_it_writes(operation in stack()) {
        round_trip(&Stack::default(), &operation);
    }

    #[test]
    fn a_priority_queue_reads_what_it_writes(operation in priority_queue()) {
        round_trip(&PriorityQueue::default(), &operation);
    }

    #[test]
    fn a_set_reads_what_it_writes(operation in set()) {
        round_trip(&Set::default(), &operation);
    }

    #[test]
    fn a_grow_set_reads_what_it_writes(operation in grow_set()) {
        round_trip(&GrowSet::default(), &operation);
    }

    #[test]
    fn a_log_reads_what_it_writes(operation in log()) {
        round_trip(&Log::default(), &operation);
    }

    #[test]
    fn a_counter_reads_what_it_writes(operation in counter()) {
        round_trip(&Counter::default(), &operation);
    }

    #[test]
    fn a_bank_reads_what_it_writes(operation in bank()) {
        round_trip(&Bank::default(), &operation);
    }

    #[test]
    fn unique_ids_read_what_they_write(id in not_null()) {
        round_trip(&UniqueIds::default(), &(UniqueIdsOp::Generate, id));
    }

    #[test]
    fn the_mutexes_read_what_they_write(acquires in any::<bool>()) {
        let (plain, owned) = if acquires {
            (MutexOp::Acquire, OwnedMutexOp::Acquire(PROCESS))
        } else {
            (MutexOp::Release, OwnedMutexOp::Release(PROCESS))
        };
        round_trip(&Mutex::default(), &(plain, ()));
        round_trip(&OwnedMutex::default(), &(owned, ()));
    }
}
