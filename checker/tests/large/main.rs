//! What must hold of histories that are too long for brute force.

mod case;
#[path = "../histories/mod.rs"]
mod histories;
mod scale;
mod searches;
mod threads;
mod width;

use lockstep_models::{
    Bank, CasRegister, Counter, FifoQueue, GrowSet, Kv, Log, MultiRegister, Mutex, OwnedMutex,
    PriorityQueue, Register, Set, Stack, UniqueIds, UnorderedQueue,
};

use histories::Below;
use histories::objects::{Dice, Pair, SmallCas};
use scale::Scale;

macro_rules! objects {
    ($($name:ident: $object:expr;)*) => {
        mod every_search_that_ends_says_the_same {
            use super::*;
            $(#[test] fn $name() { searches::agree(&$object, &Scale::quick()); })*
        }
        mod every_search_that_ends_says_the_same_of_longer_histories {
            use super::*;
            $(#[test] #[ignore = "takes minutes; run it by hand in release"]
            fn $name() { searches::agree(&$object, &Scale::thorough()); })*
        }
        mod says_the_same_with_any_number_of_threads {
            use super::*;
            $(#[test] fn $name() { threads::agree(&$object, &Scale::quick()); })*
        }
        mod says_the_same_of_longer_histories_with_any_number_of_threads {
            use super::*;
            $(#[test] #[ignore = "takes minutes; run it by hand in release"]
            fn $name() { threads::agree(&$object, &Scale::thorough()); })*
        }
        mod prints_no_more_than_a_hundred_columns {
            use super::*;
            $(#[test] fn $name() { width::fits(&$object, &Scale::quick()); })*
        }
    };
}

objects! {
    of_a_register: Register::new(Below::<5>(0));
    of_a_cas_register: CasRegister::new(Below::<5>(0));
    of_a_multi_register: MultiRegister::new([(Below(0), Below::<3>(1))]);
    of_a_kv: Kv::new();
    of_a_fifo_queue: FifoQueue::<Below<3>>::new();
    of_a_fifo_queue_of_distinct_values: FifoQueue::<Below<200>>::new();
    of_an_unordered_queue: UnorderedQueue::<Below<20>>::new();
    of_a_stack: Stack::<Below<20>>::new();
    of_a_priority_queue: PriorityQueue::<Below<20>>::new();
    of_a_set: Set::<Below<8>>::new();
    of_a_grow_set: GrowSet::<Below<200>>::new();
    of_a_counter: Counter::new();
    of_a_mutex: Mutex::new();
    of_an_owned_mutex: OwnedMutex::new();
    of_a_log: Log::<Below<200>>::new();
    of_a_bank: Bank::new([(Below::<2>(0), 20), (Below(1), 0)]);
    of_unique_ids: UniqueIds::<Below<250>>::new();
    of_a_small_cas_register: SmallCas;
    of_a_pair_of_registers: Pair;
    of_dice: Dice;
}
