//! What most tests need, in one `use`.

pub use crate::checker::{Checker, Limit, Limits, Stop, Verdict};
pub use crate::generator::{
    Generator, concat, cycle, each_thread, flip_flop, list, mix, phases, random, reserve, unfold,
    weighted,
};
pub use crate::history::{
    Event, Failure, History, Independent, Operation, Outcome, ProcessHandle, Recorder, Recording,
    Value,
};
pub use crate::models::{
    Bank, BankOp, BankRet, CasRegister, Counter, CounterOp, CounterRet, FifoQueue, GrowSet,
    GrowSetOp, GrowSetRet, Kv, KvOp, KvRet, Log, LogOp, LogRet, MicroOp, Model, MultiRegister,
    Mutex, MutexOp, Next, OwnedMutex, OwnedMutexOp, Parts, PoolRet, PriorityQueue, PriorityQueueOp,
    QueueOp, Reads, Register, RegisterOp, RegisterRet, Set, SetOp, Stack, StackOp, Txn, UniqueIds,
    UniqueIdsOp, UnorderedQueue, View,
};
pub use crate::scheduler::Runner;
pub use crate::seed::Seed;
pub use crate::workloads::{Share, Synth, Values, Violation, Workers};
