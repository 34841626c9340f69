//! What is printed of histories that monitors found wrong.

use expect_test::{Expect, expect};
use lockstep_checker::Engine;
use lockstep_history::{Codec, Independent};
use lockstep_models::{
    CasRegister, Counter, FifoQueue, GrowSet, Log, Model, Mutex, OwnedMutex, PriorityQueue, Set,
    Stack, UnorderedQueue,
};

use crate::{judge, refused};

/// Compares what is printed, without the picture.
fn says<M>(model: M, notation: &str, expected: &Expect)
where
    M: Model + Codec<Op = <M as Model>::Op, Ret = <M as Model>::Ret> + Sync,
{
    let verdict = judge(model, Independent::No, notation, Engine::Monitor);
    let counterexample = refused(verdict);
    let text = format!(
        "{}\n{}\n",
        counterexample.sentence(),
        counterexample.contradiction.join("\n")
    );
    expected.assert_eq(&text);
}

#[test]
fn a_value_that_comes_back() {
    let history = "
        0  ├─ write 1 ─┤  ├─ write 2 ─┤
        1                                 ├─ read → 1 ─┤";
    says(
        <CasRegister>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's read → 1
        process 0's write 1 returned before process 0's write 2 was invoked,
        and process 0's write 2 before process 1's read → 1; but nothing can come between what belongs together:
        process 0's write 1 and process 1's read → 1; process 0's write 2
    "#]],
    );
}

#[test]
fn a_value_that_was_read_before_it_was_written() {
    let history = "
        0                    ├─ write 1 ─┤
        1  ├─ read → 1 ─┤";
    says(
        <CasRegister>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's read → 1
        process 1's read → 1 returned before process 0's write 1, which alone can have led to it, was invoked
    "#]],
    );
}

#[test]
fn a_value_that_nobody_wrote() {
    let history = "
        0  ├─ write 1 ─┤
        1                 ├─ read → 3 ─┤";
    says(
        <CasRegister>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's read → 3
        nothing can have led to process 1's read → 3
    "#]],
    );
}

#[test]
fn what_was_there_at_the_start_comes_back() {
    let history = "
        0  ├─ write 1 ─┤
        1                 ├─ read → null ─┤";
    says(
        <CasRegister>::default(),
        history,
        &expect![[r#"
            not linearizable: no place for process 1's read → null
            process 0's write 1 returned before process 1's read → null was invoked
            whose value goes back to the start, with no write in between
        "#]],
    );
}

#[test]
fn a_queue_that_forgets_its_order() {
    let history = "
        0  ├─ enqueue 1 ─┤ ├─ enqueue 2 ─┤
        1                                  ├─ dequeue → 2 ─┤ ├─ dequeue → 1 ─┤";
    says(
        <FifoQueue>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's dequeue → 2
        process 1's dequeue → 2 returned before process 1's dequeue → 1 was invoked,
        although what the second took was in front of what the first took:
        process 0's enqueue 1 returned before process 0's enqueue 2 was invoked
    "#]],
    );
}

#[test]
fn a_queue_that_is_empty_although_something_is_in_it() {
    let history = "
        0  ├─ enqueue 1 ─┤
        1                  ├─ dequeue → null ─┤";
    says(
        <FifoQueue>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's dequeue → empty
        process 1's dequeue → empty was open while something was always there:
        process 0's enqueue 1
    "#]],
    );
}

#[test]
fn a_bag_that_gives_out_one_thing_twice() {
    let history = "
        0  ├─ enqueue 1 ─┤
        1                  ├─ dequeue → 1 ─┤ ├─ dequeue → 1 ─┤";
    says(
        <UnorderedQueue>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's dequeue → 1
        these took the same value more often than it was put in:
        process 1's dequeue → 1
        process 1's dequeue → 1
    "#]],
    );
}

#[test]
fn a_stack_that_gives_out_the_lower_value_first() {
    let history = "
        0  ├─ push 1 ─┤ ├─ push 2 ─┤
        1                            ├─ pop → 1 ─┤";
    says(
        <Stack>::default(),
        history,
        &expect![[r#"
            not linearizable: no place for process 1's pop → 1
            of these values one must have been the lowest on the stack, with no other below it; but
            each has an operation that took effect while another of them was on the stack:
              process 1's pop → 1
              process 0's push 2
        "#]],
    );
}

#[test]
fn a_priority_queue_that_gives_out_the_lesser_value_first() {
    let history = "
        0  ├─ insert 1 ─┤ ├─ insert 2 ─┤
        1                                ├─ pop → 1 ─┤";
    says(
        PriorityQueue::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's pop → 1
        all the while that process 1's pop → 1 was open, something greater was there:
          from when process 0's insert 2 returned, and nobody took it
    "#]],
    );
}

#[test]
fn an_element_that_two_have_added() {
    let history = "
        0  ├─ add 1 → [1, true] ─┤
        1      ├─ add 1 → [1, true] ─┤";
    says(
        <Set>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's add 1 → added
        neither of process 0's add 1 → added and process 1's add 1 → added can come after the other:
        nothing between them can have changed what the first of them left
    "#]],
    );
}

#[test]
fn a_mutex_that_two_hold() {
    let history = "
        0  ├─ acquire ─┤
        1                 ├─ acquire ─┤";
    says(
        Mutex::new(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's acquire
        process 0's acquire returned before process 1's acquire was invoked,
        and nothing between them can have changed what the first left
    "#]],
    );
}

#[test]
fn a_mutex_that_somebody_else_releases() {
    let history = "
        0  ├─ acquire ─┤
        1                 ├─ release ─┤";
    says(
        OwnedMutex::new(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's release by 1
        nothing can have led to process 1's release by 1
    "#]],
    );
}

#[test]
fn a_counter_that_went_back() {
    let history = "
        0  ├─ add 1 ─┤ ├─ add 1 ─┤
        1                          ├─ read → 2 ─┤ ├─ read → 1 ─┤";
    says(
        Counter::new(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's read → 1
        process 1's read → 2 returned before process 1's read → 1 was invoked,
        and with what was added in between the sum must have been further on
    "#]],
    );
}

#[test]
fn two_readers_of_a_log_that_disagree() {
    let history = "
        0  ├─ append 1 ─┤ ├─ read → [1, 2] ─┤
        1  ├─ append 2 ─┤ ├─ read → [2, 1] ─┤";
    says(
        <Log>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's read → [2, 1]
        process 0's read → [1, 2] and process 1's read → [2, 1] do not fit together:
        one of them must have seen all that the other saw, in the same order if there is one
    "#]],
    );
}

#[test]
fn an_element_that_a_grow_set_has_lost() {
    let history = "
        0  ├─ add 1 ─┤ ├─ add 2 ─┤
        1                          ├─ read → [2] ─┤";
    says(
        <GrowSet>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's read → [2]
        process 0's add 1 returned before process 1's read → [2] was invoked,
        which did not see what the first put in
    "#]],
    );
}

/// Whether the swap took effect that closes the circle is told by one of two that may have built on it.
#[test]
fn swaps_that_lead_in_a_circle_where_a_third_may_have_gone_another_way() {
    let history = "
        0  ├─ cas [1, 3] ─?
        1                    ├─ read → 2 ─┤
        2                    ├─ cas [1, 2] ─?
        3                    ├─ cas [2, 1] ─?";
    says(
        <CasRegister>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's read → 2
        each of these needs another one first: process 2's cas 1 to 2 → ?, process 3's cas 2 to 1 → ?
    "#]],
    );
}

/// Only a swap that crashed can have seen what was there at the start.
#[test]
fn what_a_crashed_swap_made_of_the_start_comes_back() {
    let history = "
        0  ├─ cas [null, 1] ─?
        1  ├─ write 2 ─┤
        2                    ├─ read → 1 ─┤";
    says(
        <CasRegister>::default(),
        history,
        &expect![[r#"
            not linearizable: no place for process 2's read → 1
            process 1's write 2 returned before process 2's read → 1 was invoked
            whose value goes back to the start, with no write in between
        "#]],
    );
}

/// Nobody saw what was there at the start, and one crashed write cannot make room for two swaps.
#[test]
fn a_crashed_write_that_two_swaps_need() {
    let history = "
        0  ├─ write 1 ─?
        1    ├─ cas [1, 2] ─┤
        2      ├─ cas [1, 2] ─┤";
    says(
        <CasRegister>::default(),
        history,
        &expect![[r#"
            not linearizable: no place for process 2's cas 1 to 2
            whatever can have led to process 2's cas 1 to 2 was needed before it
        "#]],
    );
}

/// A swap of a third value for itself tells nothing.
#[test]
fn more_swaps_than_were_undone() {
    let history = "
        0  ├─ cas [3, 3] ─?
        1  ├─ cas [1, null] ─?
        2  ├─ cas [null, 1] ─┤
        3  ├─ cas [null, 1] ─┤
        4  ├─ cas [null, 1] ─┤";
    says(
        <CasRegister>::default(),
        history,
        &expect![[r#"
            not linearizable: no place for process 4's cas null to 1
            process 4's cas null to 1 needs another value than was there before,
            and whatever can have led to that was needed before process 3's cas null to 1 returned
        "#]],
    );
}
