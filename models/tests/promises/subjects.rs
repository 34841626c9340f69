use lockstep_models::{
    Bag, Bank, BankOp, BankRet, CasRegister, Counter, CounterOp, CounterRet, Datum, FifoQueue,
    GrowSet, GrowSetOp, GrowSetRet, Kv, KvOp, KvRet, Lock, Log, LogOp, LogRet, MicroOp,
    MultiRegister, Mutex, MutexOp, OwnedMutex, OwnedMutexOp, PoolRet, PriorityQueue,
    PriorityQueueOp, QueueOp, Reads, Register, RegisterOp, RegisterRet, Sequence, Set, SetOp,
    Stack, StackOp, Table, Txn, UniqueIds, UniqueIdsOp, UnorderedQueue,
};
use proptest::prelude::*;

use crate::subject::Subject;

fn boxed<'a>(values: impl Iterator<Item = &'a i32>) -> Vec<Box<dyn Datum>> {
    let boxes = values.map(|value| Box::new(*value) as Box<dyn Datum>);
    boxes.collect()
}

fn register_op() -> BoxedStrategy<RegisterOp<i32>> {
    prop_oneof![
        Just(RegisterOp::Read),
        (0..3).prop_map(RegisterOp::Write),
        (0..3, 0..3).prop_map(|(from, to)| RegisterOp::Cas(from, to)),
    ]
    .boxed()
}

fn register_answers() -> Vec<RegisterRet<i32>> {
    let got = (0..3).map(RegisterRet::Got);
    got.chain([RegisterRet::Done, RegisterRet::Refused])
        .collect()
}

impl Subject for Register<i32> {
    fn op() -> BoxedStrategy<RegisterOp<i32>> {
        register_op()
    }

    fn answers(&self, _: &i32, _: &RegisterOp<i32>) -> Vec<RegisterRet<i32>> {
        register_answers()
    }

    fn cell(&self, state: &i32, _: &RegisterOp<i32>) -> Box<dyn Datum> {
        Box::new(*state)
    }
}

impl Subject for CasRegister<i32> {
    fn op() -> BoxedStrategy<RegisterOp<i32>> {
        register_op()
    }

    fn answers(&self, _: &i32, _: &RegisterOp<i32>) -> Vec<RegisterRet<i32>> {
        register_answers()
    }

    fn cell(&self, state: &i32, _: &RegisterOp<i32>) -> Box<dyn Datum> {
        Box::new(*state)
    }
}

impl Subject for MultiRegister<i32, i32> {
    fn op() -> BoxedStrategy<Txn<i32, i32>> {
        let micro = prop_oneof![
            (0..3).prop_map(MicroOp::Read),
            (0..3, 0..3).prop_map(|(key, value)| MicroOp::Write(key, value)),
        ];
        prop::collection::vec(micro, 0..3).prop_map(Txn).boxed()
    }

    fn answers(&self, _: &Table<i32, i32>, txn: &Txn<i32, i32>) -> Vec<Reads<i32>> {
        let mut answers = vec![Reads(vec![])];
        for _ in txn
            .0
            .iter()
            .filter(|micro| matches!(micro, MicroOp::Read(_)))
        {
            answers = answers
                .iter()
                .flat_map(|Reads(seen)| {
                    [None, Some(0), Some(1), Some(2)]
                        .map(|value| Reads([&seen[..], &[value]].concat()))
                })
                .collect();
        }
        answers
    }

    fn cell(&self, state: &Table<i32, i32>, txn: &Txn<i32, i32>) -> Box<dyn Datum> {
        let (MicroOp::Read(key) | MicroOp::Write(key, _)) = &txn.0[0];
        Box::new(state.get(key).copied().unwrap_or_default())
    }
}

impl Subject for Kv<i32, String> {
    fn op() -> BoxedStrategy<KvOp<i32, String>> {
        prop_oneof![
            (0..3).prop_map(KvOp::Get),
            (0..3, "a?").prop_map(|(key, value)| KvOp::Put(key, value)),
            (0..3, "[ab]?").prop_map(|(key, value)| KvOp::Append(key, value)),
        ]
        .boxed()
    }

    fn answers(&self, state: &Table<i32, String>, op: &KvOp<i32, String>) -> Vec<KvRet<String>> {
        let (KvOp::Get(key) | KvOp::Put(key, _) | KvOp::Append(key, _)) = op;
        let mut answers = vec![
            KvRet::Done,
            KvRet::Got(String::new()),
            KvRet::Got("a".into()),
        ];
        answers.extend(state.get(key).cloned().map(KvRet::Got));
        answers
    }

    fn cell(&self, state: &Table<i32, String>, op: &KvOp<i32, String>) -> Box<dyn Datum> {
        let (KvOp::Get(key) | KvOp::Put(key, _) | KvOp::Append(key, _)) = op;
        Box::new(state.get(key).cloned().unwrap_or_default())
    }
}

fn queue_op() -> BoxedStrategy<QueueOp<i32>> {
    prop_oneof![Just(QueueOp::Dequeue), (0..3).prop_map(QueueOp::Enqueue)].boxed()
}

fn pool_answers() -> Vec<PoolRet<i32>> {
    let got = (0..3).map(PoolRet::Got);
    got.chain([PoolRet::Done, PoolRet::Empty]).collect()
}

impl Subject for FifoQueue<i32> {
    fn op() -> BoxedStrategy<QueueOp<i32>> {
        queue_op()
    }

    fn answers(&self, _: &Sequence<i32>, _: &QueueOp<i32>) -> Vec<PoolRet<i32>> {
        pool_answers()
    }

    fn contents(&self, state: &Sequence<i32>) -> Vec<Box<dyn Datum>> {
        boxed(state.iter())
    }
}

impl Subject for UnorderedQueue<i32> {
    fn op() -> BoxedStrategy<QueueOp<i32>> {
        queue_op()
    }

    fn answers(&self, _: &Bag<i32>, _: &QueueOp<i32>) -> Vec<PoolRet<i32>> {
        pool_answers()
    }

    fn contents(&self, state: &Bag<i32>) -> Vec<Box<dyn Datum>> {
        boxed(state.iter())
    }
}

impl Subject for Stack<i32> {
    fn op() -> BoxedStrategy<StackOp<i32>> {
        prop_oneof![
            Just(StackOp::Pop),
            Just(StackOp::Peek),
            (0..3).prop_map(StackOp::Push),
        ]
        .boxed()
    }

    fn answers(&self, _: &Sequence<i32>, _: &StackOp<i32>) -> Vec<PoolRet<i32>> {
        pool_answers()
    }

    fn contents(&self, state: &Sequence<i32>) -> Vec<Box<dyn Datum>> {
        boxed(state.iter())
    }
}

impl Subject for PriorityQueue<i32> {
    fn op() -> BoxedStrategy<PriorityQueueOp<i32>> {
        prop_oneof![
            Just(PriorityQueueOp::Pop),
            Just(PriorityQueueOp::Peek),
            (0..3).prop_map(PriorityQueueOp::Insert),
        ]
        .boxed()
    }

    fn answers(&self, _: &Bag<i32>, _: &PriorityQueueOp<i32>) -> Vec<PoolRet<i32>> {
        pool_answers()
    }

    fn contents(&self, state: &Bag<i32>) -> Vec<Box<dyn Datum>> {
        boxed(state.iter())
    }
}

impl Subject for Set<i32> {
    fn op() -> BoxedStrategy<SetOp<i32>> {
        prop_oneof![
            (0..3).prop_map(SetOp::Add),
            (0..3).prop_map(SetOp::Remove),
            (0..3).prop_map(SetOp::Contains),
        ]
        .boxed()
    }

    fn answers(&self, _: &Table<i32, ()>, _: &SetOp<i32>) -> Vec<bool> {
        vec![true, false]
    }

    fn cell(&self, state: &Table<i32, ()>, op: &SetOp<i32>) -> Box<dyn Datum> {
        let (SetOp::Add(element) | SetOp::Remove(element) | SetOp::Contains(element)) = op;
        Box::new(state.contains(element))
    }
}

/// Returns lists like `held`: itself, backwards, with something missing, repeated, or added.
fn lists_like(held: &[i32]) -> Vec<Vec<i32>> {
    let backwards = held.iter().rev().copied().collect();
    let shorter = held.iter().skip(1).copied().collect();
    let twice = held.iter().take(1).chain(held).copied().collect();
    let repeated = held
        .iter()
        .take(1)
        .chain(held.iter().skip(1).chain(held.first()).skip(1));
    let repeated = repeated.copied().collect();
    let longer = held.iter().copied().chain([2]).collect();
    vec![held.to_vec(), backwards, shorter, twice, repeated, longer]
}

impl Subject for GrowSet<i32> {
    fn op() -> BoxedStrategy<GrowSetOp<i32>> {
        prop_oneof![Just(GrowSetOp::Read), (0..3).prop_map(GrowSetOp::Add)].boxed()
    }

    fn answers(&self, state: &Table<i32, ()>, _: &GrowSetOp<i32>) -> Vec<GrowSetRet<i32>> {
        let held: Vec<i32> = state.iter().map(|(element, ())| *element).collect();
        let got = lists_like(&held).into_iter().map(GrowSetRet::Got);
        got.chain([GrowSetRet::Done]).collect()
    }

    fn contents(&self, state: &Table<i32, ()>) -> Vec<Box<dyn Datum>> {
        boxed(state.iter().map(|(element, ())| element))
    }
}

impl Subject for Log<i32> {
    fn op() -> BoxedStrategy<LogOp<i32>> {
        prop_oneof![Just(LogOp::Read), (0..3).prop_map(LogOp::Append)].boxed()
    }

    fn answers(&self, state: &Sequence<i32>, _: &LogOp<i32>) -> Vec<LogRet<i32>> {
        let held: Vec<i32> = state.iter().copied().collect();
        let got = lists_like(&held).into_iter().map(LogRet::Got);
        got.chain([LogRet::Done]).collect()
    }

    fn contents(&self, state: &Sequence<i32>) -> Vec<Box<dyn Datum>> {
        boxed(state.iter())
    }
}

impl Subject for Counter {
    fn op() -> BoxedStrategy<CounterOp> {
        prop_oneof![Just(CounterOp::Read), (-2..3_i64).prop_map(CounterOp::Add),].boxed()
    }

    fn answers(&self, sum: &i128, _: &CounterOp) -> Vec<CounterRet> {
        let sum = i64::try_from(*sum).expect("small amounts make small sums");
        let got = [sum, sum + 1, 0].map(CounterRet::Got);
        got.into_iter().chain([CounterRet::Done]).collect()
    }

    fn cell(&self, sum: &i128, _: &CounterOp) -> Box<dyn Datum> {
        Box::new(i64::try_from(*sum).expect("small amounts make small sums"))
    }
}

impl Subject for Mutex {
    fn op() -> BoxedStrategy<MutexOp> {
        prop_oneof![Just(MutexOp::Acquire), Just(MutexOp::Release)].boxed()
    }

    fn answers(&self, _: &Lock, _: &MutexOp) -> Vec<()> {
        vec![()]
    }

    fn cell(&self, lock: &Lock, _: &MutexOp) -> Box<dyn Datum> {
        Box::new(*lock)
    }
}

impl Subject for OwnedMutex {
    fn op() -> BoxedStrategy<OwnedMutexOp> {
        prop_oneof![
            (0..3_u64).prop_map(OwnedMutexOp::Acquire),
            (0..3_u64).prop_map(OwnedMutexOp::Release),
        ]
        .boxed()
    }

    fn answers(&self, _: &Option<u64>, _: &OwnedMutexOp) -> Vec<()> {
        vec![()]
    }

    fn cell(&self, owner: &Option<u64>, _: &OwnedMutexOp) -> Box<dyn Datum> {
        match owner {
            Some(process) => Box::new(*process),
            None => Box::new(()),
        }
    }
}

impl Subject for Bank<i32> {
    fn op() -> BoxedStrategy<BankOp<i32>> {
        let transfer = (0..3, 0..3, -2..4_i64);
        prop_oneof![
            Just(BankOp::Read),
            transfer.prop_map(|(from, to, amount)| BankOp::Transfer { from, to, amount }),
        ]
        .boxed()
    }

    fn answers(&self, state: &Table<i32, i128>, _: &BankOp<i32>) -> Vec<BankRet<i32>> {
        let seen = state.iter().map(|(account, balance)| {
            let balance = i64::try_from(*balance).expect("small amounts make small balances");
            (*account, balance)
        });
        let seen: Vec<_> = seen.collect();
        let backwards = seen.iter().rev().copied().collect();
        let fewer = seen.iter().skip(1).copied().collect();
        let more = seen
            .iter()
            .map(|(account, seen)| (*account, seen + 1))
            .collect();
        let got = [seen, backwards, fewer, more].map(BankRet::Got);
        got.into_iter().chain([BankRet::Done]).collect()
    }
}

impl Subject for UniqueIds<i32> {
    fn op() -> BoxedStrategy<UniqueIdsOp> {
        Just(UniqueIdsOp::Generate).boxed()
    }

    fn answers(&self, _: &Table<i32, ()>, _: &UniqueIdsOp) -> Vec<i32> {
        (0..6).collect()
    }
}
