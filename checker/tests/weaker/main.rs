//! Sequential and causal consistency against brute force, on random small histories and on those of the
//! literature.

mod agree;
mod causal;
#[path = "../histories/mod.rs"]
#[allow(dead_code, unused_imports)]
mod histories;
mod limits;
mod literature;
mod printed;
mod replicas;
mod scale;
mod sequential;

use lockstep_checker::Property;
use lockstep_models::{Counter, FifoQueue, MultiRegister, Register};

use agree::{agree_on_objects, agree_on_registers};
use histories::Below;
use histories::objects::{Dice, Pair};
use replicas::Kinds;

macro_rules! oracles {
    ($($name:ident: $histories:literal $agree:ident $($argument:expr),+;)*) => {
        mod agrees_with_brute_force {
            use super::*;
            $(#[test] fn $name() { $agree($($argument,)+ $histories, 0); })*
        }
        mod agrees_with_brute_force_on_a_hundred_times_as_many {
            use super::*;
            $(#[test] #[ignore = "takes minutes; run it by hand in release"]
            fn $name() { $agree($($argument,)+ 100 * $histories, 1 << 32); })*
        }
    };
}

oracles! {
    sequentially_on_registers: 10_000 agree_on_registers Property::Sequential, Kinds::ReadsAndWrites;
    sequentially_on_registers_that_are_swapped: 10_000 agree_on_registers Property::Sequential, Kinds::Swaps;
    causally_on_registers: 10_000 agree_on_registers Property::Causal, Kinds::ReadsAndWrites;
    convergently_on_registers: 10_000 agree_on_registers Property::CausalConvergence, Kinds::ReadsAndWrites;
    sequentially_on_a_register_of_few_values: 10_000 agree_on_objects &Register::new(Below::<3>(0));
    sequentially_on_a_multi_register: 10_000 agree_on_objects &MultiRegister::new([(Below(0), Below::<2>(1))]);
    sequentially_on_a_fifo_queue: 10_000 agree_on_objects &FifoQueue::<Below<2>>::with_initial([Below(1)]);
    sequentially_on_a_counter: 10_000 agree_on_objects &Counter::with_initial(1);
    sequentially_on_a_pair_of_registers: 10_000 agree_on_objects &Pair;
    sequentially_on_dice: 10_000 agree_on_objects &Dice;
}
