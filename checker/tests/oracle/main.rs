//! The checker against brute force, on random small histories of every model.

mod agree;
mod brute;
mod hidden;
#[path = "../histories/mod.rs"]
mod histories;
mod longer;
mod tally;

use lockstep_models::{
    Bank, CasRegister, Counter, FifoQueue, GrowSet, Kv, Lock, Log, MultiRegister, Mutex,
    OwnedMutex, PriorityQueue, Register, Set, Stack, UniqueIds, UnorderedQueue,
};

use agree::agree;
use histories::Below;
use histories::objects::{Dice, Pair, SmallCas};
use tally::Tally;

macro_rules! objects {
    ($($name:ident: $histories:literal of $object:expr;)*) => {
        mod agrees_with_brute_force {
            use super::*;
            $(#[test] fn $name() { agree(&$object, $histories, 0); })*
        }
        mod agrees_with_brute_force_on_a_hundred_times_as_many {
            use super::*;
            $(#[test] #[ignore = "takes minutes; run it by hand in release"]
            fn $name() { agree(&$object, 100 * $histories, 1 << 32); })*
        }
    };
}

macro_rules! monitored {
    ($($name:ident: $histories:literal of $object:expr, $share:literal percent;)*) => {
        mod monitors_agree_with_the_search {
            use super::*;
            $(#[test] fn $name() { longer::agree_with_the_search(&$object, $histories, 0, $share); })*
        }
        mod monitors_agree_with_the_search_on_a_hundred_times_as_many {
            use super::*;
            $(#[test] #[ignore = "takes minutes; run it by hand in release"]
            fn $name() { longer::agree_with_the_search(&$object, 100 * $histories, 1 << 32, $share); })*
        }
    };
}

/// Values that meet.
type Few = Below<2>;
/// Values of which hardly two are the same.
type Many = Below<12>;
/// Values of which hardly two are the same in a longer history.
type Lots = Below<250>;

objects! {
    on_a_register: 10_000 of Register::new(Below::<3>(0));
    on_a_cas_register: 5_000 of CasRegister::new(Below::<3>(0));
    on_a_cas_register_of_many_values: 5_000 of CasRegister::new(Below::<5>(0));
    on_a_multi_register: 10_000 of MultiRegister::new([(Below(0), Below::<2>(1))]);
    on_a_kv: 10_000 of Kv::with_initial([(Below(0), "a".to_string())]);
    on_a_fifo_queue: 5_000 of FifoQueue::<Few>::with_initial([Below(1)]);
    on_a_fifo_queue_of_distinct_values: 5_000 of FifoQueue::<Many>::new();
    on_a_fifo_queue_that_holds_distinct_values: 5_000 of FifoQueue::<Many>::with_initial([Below(3), Below(1)]);
    on_an_unordered_queue: 5_000 of UnorderedQueue::<Few>::with_initial([Below(1)]);
    on_an_unordered_queue_of_distinct_values: 5_000 of UnorderedQueue::<Many>::new();
    on_an_unordered_queue_that_holds_distinct_values: 5_000 of UnorderedQueue::<Many>::with_initial([Below(3), Below(1)]);
    on_a_stack: 5_000 of Stack::<Few>::with_initial([Below(1)]);
    on_a_stack_of_distinct_values: 5_000 of Stack::<Many>::new();
    on_a_priority_queue: 5_000 of PriorityQueue::<Few>::with_initial([Below(1)]);
    on_a_priority_queue_of_distinct_values: 5_000 of PriorityQueue::<Many>::new();
    on_a_set: 10_000 of Set::<Below<3>>::with_initial([Below(1)]);
    on_a_grow_set: 5_000 of GrowSet::<Few>::new();
    on_a_grow_set_of_distinct_elements: 5_000 of GrowSet::<Many>::with_initial([Below(1)]);
    on_a_counter: 10_000 of Counter::with_initial(1);
    on_a_tally: 5_000 of Tally { counter: Counter::new(), amount: 1 };
    on_a_tally_that_goes_down: 5_000 of Tally { counter: Counter::with_initial(1), amount: -2 };
    on_a_mutex: 5_000 of Mutex::new();
    on_a_mutex_that_is_held: 5_000 of Mutex::with_initial(Lock::Held);
    on_an_owned_mutex: 10_000 of OwnedMutex::new();
    on_a_log: 5_000 of Log::<Few>::new();
    on_a_log_of_distinct_values: 5_000 of Log::<Many>::with_initial([Below(1)]);
    on_a_bank: 5_000 of Bank::new([(Below::<2>(0), 2), (Below(1), 0)]);
    on_unique_ids: 5_000 of UniqueIds::<Few>::new();
    on_many_unique_ids: 5_000 of UniqueIds::<Many>::with_initial([Below(1)]);
    on_a_small_cas_register: 10_000 of SmallCas;
    on_a_pair_of_registers: 10_000 of Pair;
    on_dice: 10_000 of Dice;
}

monitored! {
    on_a_fifo_queue: 1_000 of FifoQueue::<Lots>::with_initial([Below(1)]), 50 percent;
    on_an_unordered_queue: 1_000 of UnorderedQueue::<Lots>::with_initial([Below(1)]), 50 percent;
    on_a_stack: 1_000 of Stack::<Lots>::with_initial([Below(1)]), 50 percent;
    on_a_priority_queue: 1_000 of PriorityQueue::<Lots>::with_initial([Below(1)]), 50 percent;
    on_a_set: 1_000 of Set::<Below<3>>::with_initial([Below(1)]), 50 percent;
    on_a_mutex: 1_000 of Mutex::new(), 50 percent;
    on_an_owned_mutex: 1_000 of OwnedMutex::new(), 50 percent;
    on_a_tally: 1_000 of Tally { counter: Counter::new(), amount: 1 }, 50 percent;
    on_a_log: 1_000 of Log::<Lots>::with_initial([Below(1)]), 20 percent;
    on_a_grow_set: 1_000 of GrowSet::<Lots>::with_initial([Below(1)]), 50 percent;
    on_a_cas_register: 1_000 of CasRegister::new(Below::<250>(0)), 20 percent;
}
