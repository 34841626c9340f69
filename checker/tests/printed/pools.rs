//! What is said of queues and bags that are wrong, by those who judge them without a search.

use expect_test::{Expect, expect};
use lockstep_checker::{Engine, Verdict};
use lockstep_history::{Codec, Independent};
use lockstep_models::{FifoQueue, Model, UnorderedQueue};

use crate::refused;

fn judge<M>(model: M, notation: &str) -> Verdict
where
    M: Model + Codec<Op = <M as Model>::Op, Ret = <M as Model>::Ret> + Sync,
{
    crate::judge(model, Independent::No, notation, Engine::Monitor)
}

fn says<M>(model: M, notation: &str, expected: &Expect)
where
    M: Model + Codec<Op = <M as Model>::Op, Ret = <M as Model>::Ret> + Sync,
{
    expected.assert_eq(&refused(judge(model, notation)).to_string());
}

#[test]
fn a_value_that_overtook_another_one() {
    let history = "
        0  ├─ enqueue 1 ─┤  ├─ enqueue 2 ─┤
        1                                    ├─ dequeue → 2 ─┤  ├─ dequeue → 1 ─┤";
    says(
        <FifoQueue>::default(),
        history,
        &expect![[r#"
            not linearizable: no place for process 1's dequeue → 2

              0  ├─ enqueue 1 ─┤ ├─ enqueue 2 ─┤
              1                                  ├─ dequeue → 2 ─┤ ├─ dequeue → 1 ─┤

              process 1's dequeue → 2 returned before process 1's dequeue → 1 was invoked,
              although what the second took was in front of what the first took:
              process 0's enqueue 1 returned before process 0's enqueue 2 was invoked
        "#]],
    );
}

#[test]
fn a_value_that_overtook_what_was_there_at_the_start() {
    let history = "
        0  ├─ enqueue 1 ─┤  ├─ dequeue → 1 ─┤  ├─ dequeue → 7 ─┤";
    says(
        <FifoQueue>::with_initial([7.into()]),
        history,
        &expect![[r#"
            not linearizable: no place for process 0's dequeue → 1

              0  ├─ enqueue 1 ─┤ ├─ dequeue → 1 ─┤ ├─ dequeue → 7 ─┤

              process 0's dequeue → 1 returned before process 0's dequeue → 7 was invoked,
              although what the second took was in front of what the first took:
              it was there at the start, before process 0's enqueue 1
        "#]],
    );
}

#[test]
fn a_value_that_was_left_behind() {
    let history = "
        0  ├─ enqueue 1 ─┤  ├─ enqueue 2 ─┤
        1                                    ├─ dequeue → 2 ─┤";
    says(
        <FifoQueue>::default(),
        history,
        &expect![[r#"
            not linearizable: no place for process 1's dequeue → 2

              0  ├─ enqueue 1 ─┤ ├─ enqueue 2 ─┤
              1                                  ├─ dequeue → 2 ─┤

              process 1's dequeue → 2 took what process 0's enqueue 2 put in,
              and nobody can have taken out what was in before that:
              process 0's enqueue 1
        "#]],
    );
}

#[test]
fn more_values_that_were_left_behind_than_crashed_dequeues_can_have_taken() {
    let history = "
        0  ├─ enqueue 1 ─┤  ├─ enqueue 2 ─┤  ├─ enqueue 3 ─┤
        1     ├─ dequeue ─?
        2                                    ├─ dequeue → 3 ─┤
        3                                                       ├─ dequeue ─?";
    says(
        <FifoQueue>::default(),
        history,
        &expect![[r#"
            not linearizable: no place for process 2's dequeue → 3

              0  ├─ enqueue 1 ─┤ ├─ enqueue 2 ─┤ ├─ enqueue 3 ─┤
              1    ├─ dequeue → ? ──────────────────────────────────
              2                                    ├─ dequeue → 3 ─┤

              ?  never returned: it may have taken effect at any later time, or never

              process 2's dequeue → 3 took what process 0's enqueue 3 put in,
              and too few can have taken out all that was in before that:
              process 0's enqueue 1
              process 0's enqueue 2
        "#]],
    );
}

#[test]
fn a_crashed_dequeue_takes_what_would_be_left_behind() {
    let history = "
        0  ├─ enqueue 1 ─┤  ├─ enqueue 2 ─┤  ├─ enqueue 3 ─┤
        1     ├─ dequeue ─?
        2                      ├─ dequeue ─?
        3                                    ├─ dequeue → 3 ─┤";
    assert!(judge(<FifoQueue>::default(), history).is_valid());
}

#[test]
fn a_value_that_came_out_twice() {
    let history = "
        0  ├─ enqueue 1 ─┤  ├─ dequeue → 1 ─┤
        1                     ├─ dequeue → 1 ─┤";
    says(
        <FifoQueue>::default(),
        history,
        &expect![[r#"
            not linearizable: no place for process 1's dequeue → 1

              0  ├─ enqueue 1 ─┤ ├─ dequeue → 1 ─┤
              1                    ├─ dequeue → 1 ─┤

              these took the same value more often than it was put in:
              process 0's dequeue → 1
              process 1's dequeue → 1
        "#]],
    );
    says(
        <UnorderedQueue>::default(),
        history,
        &expect![[r#"
            not linearizable: no place for process 1's dequeue → 1

              0  ├─ enqueue 1 ─┤ ├─ dequeue → 1 ─┤
              1                    ├─ dequeue → 1 ─┤

              these took the same value more often than it was put in:
              process 0's dequeue → 1
              process 1's dequeue → 1
        "#]],
    );
}

#[test]
fn a_value_that_came_out_before_it_was_put_in_again() {
    let history = "
        0  ├─ enqueue 1 ─┤                    ├─ enqueue 1 ─┤
        1     ├─ dequeue → 1 ─┤
        2        ├─ dequeue → 1 ─┤";
    says(
        <UnorderedQueue>::default(),
        history,
        &expect![[r#"
            not linearizable: no place for process 2's dequeue → 1

              0  ├─ enqueue 1 ─┤
              1    ├─ dequeue → 1 ─┤
              2      ├─ dequeue → 1 ─┤

              these took the same value more often than it was put in:
              process 1's dequeue → 1
              process 2's dequeue → 1
        "#]],
    );
}

#[test]
fn a_value_that_came_out_before_it_was_put_in() {
    let history = "
        0                     ├─ enqueue 1 ─┤
        1  ├─ dequeue → 1 ─┤";
    says(
        <FifoQueue>::default(),
        history,
        &expect![[r#"
            not linearizable: no place for process 1's dequeue → 1

              1  ├─ dequeue → 1 ─┤
              0                    ├─ enqueue 1 ─┤

              process 1's dequeue → 1 returned before process 0's enqueue 1, which alone can have led to it, was
              invoked
        "#]],
    );
}

#[test]
fn a_value_that_nobody_put_in() {
    let history = "
        0  ├─ enqueue 1 ─┤
        1  ├─ dequeue → 2 ─┤";
    says(
        <UnorderedQueue>::default(),
        history,
        &expect![[r#"
            not linearizable: no place for process 1's dequeue → 2

              0  ├─ enqueue 1 ─┤
              1    ├─ dequeue → 2 ─┤

              nothing can have led to process 1's dequeue → 2
        "#]],
    );
}

/// Lee and Mathur's tool (OOPSLA 2025, in the version of April 2025) accepts the same history of a stack.
#[test]
fn nothing_was_found_although_nobody_took_anything() {
    let history = "
        0  ├─ enqueue 1 ─┤  ├─ enqueue 2 ─┤
        1                                    ├─ dequeue → null ─┤";
    says(
        <FifoQueue>::default(),
        history,
        &expect![[r#"
            not linearizable: no place for process 1's dequeue → empty

              0  ├─ enqueue 1 ─┤ ├─ enqueue 2 ─┤
              1                                  ├─ dequeue → empty ─┤

              process 1's dequeue → empty was open while something was always there:
              process 0's enqueue 1
        "#]],
    );
    says(
        <UnorderedQueue>::default(),
        history,
        &expect![[r#"
            not linearizable: no place for process 1's dequeue → empty

              0  ├─ enqueue 1 ─┤ ├─ enqueue 2 ─┤
              1                                  ├─ dequeue → empty ─┤

              process 1's dequeue → empty was open while something was always there:
              process 0's enqueue 1
        "#]],
    );
}

#[test]
fn nothing_was_found_although_one_value_or_the_other_was_there() {
    let history = "
        0  ├─ enqueue 1 ─┤                  ├─ dequeue → 1 ─┤
        1                 ├─ enqueue 2 ─┤                  ├─ dequeue → 2 ─┤
        2                  ├─ dequeue → null ────────────┤";
    says(
        <FifoQueue>::default(),
        history,
        &expect![[r#"
            not linearizable: no place for process 2's dequeue → empty

              0  ├─ enqueue 1 ─┤                 ├─ dequeue → 1 ─┤
              1                  ├─ enqueue 2 ─┤         ├─ dequeue → 2 ─┤
              2                    ├─ dequeue → empty ─┤

              process 2's dequeue → empty was open while something was always there:
              process 0's enqueue 1
              process 0's dequeue → 1
              process 1's enqueue 2
              process 1's dequeue → 2
        "#]],
    );
}

#[test]
fn nothing_was_found_in_a_bag_that_held_something_from_the_start() {
    let history = "0  ├─ dequeue → null ─┤";
    says(
        <UnorderedQueue>::with_initial([7.into()]),
        history,
        &expect![[r#"
            not linearizable: no place for process 0's dequeue → empty

              0  ├─ dequeue → empty ─┤

              process 0's dequeue → empty was open while something was always there, from the start on
        "#]],
    );
}

#[test]
fn equal_values_come_out_in_the_order_in_which_they_went_in() {
    let right = "
        0  ├─ enqueue 1 ─┤  ├─ enqueue 2 ─┤  ├─ enqueue 1 ─┤
        1  ├─ dequeue → 1 ─┤  ├─ dequeue → 2 ──────┤  ├─ dequeue → 1 ─┤";
    assert!(judge(<FifoQueue>::default(), right).is_valid());
    let wrong = "
        0  ├─ enqueue 1 ─┤  ├─ enqueue 2 ─┤  ├─ enqueue 1 ─┤
        1                                    ├─ dequeue → 1 ─┤  ├─ dequeue → 1 ─┤";
    says(
        <FifoQueue>::default(),
        wrong,
        &expect![[r#"
            not linearizable: no place for process 1's dequeue → 1

              0  ├─ enqueue 1 ─┤ ├─ enqueue 2 ─┤ ├─ enqueue 1 ─┤
              1                                    ├─ dequeue → 1 ─┤ ├─ dequeue → 1 ─┤

              process 1's dequeue → 1 took what process 0's enqueue 1 put in,
              and nobody can have taken out what was in before that:
              process 0's enqueue 2
        "#]],
    );
}
