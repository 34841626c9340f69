// expect-test writes them so.
#![allow(clippy::needless_raw_string_hashes)]

use expect_test::{Expect, expect};
use lockstep_checker::{Checker, Property};
use lockstep_history::{Event, History};
use lockstep_models::PoolRet::{Done, Got};
use lockstep_models::QueueOp::{Dequeue, Enqueue};
use lockstep_models::{CasRegister, FifoQueue, Model};

use crate::histories::Below;
use crate::literature::history;

fn prints<M: Model + Sync>(
    model: M,
    property: Property,
    history: &History<M::Op, M::Ret>,
    expected: &Expect,
) {
    let verdict = Checker::of(model, property).check(history);
    let counterexample = verdict.counterexample().expect("it is wrong");
    expected.assert_eq(&counterexample.to_string());
}

fn prints_registers(property: Property, text: &str, expected: &Expect) {
    prints(CasRegister::new(0), property, &history(text), expected);
}

#[test]
fn store_buffering() {
    let text = "
        x=1 y?0
        y=1 x?0";
    prints_registers(
        Property::Sequential,
        text,
        &expect![[r#"
        not sequentially consistent: no order of all operations explains process 1's read → 0 (key "x")

          0  ├─ "x": write 1 ─┤ ├─ "y": read → 0 ─┤
          1                                         ├─ "y": write 1 ─┤ ├─ "x": read → 0 ─┤

          each of these must come before the next one, and the last is the first again:
            0  "x": write 1
            0  "y": read → 0  the same process did it later
            1  "y": write 1   overwrites what that got
            1  "x": read → 0  the same process did it later
            0  "x": write 1   overwrites what that got
    "#]],
    );
}

#[test]
fn a_message_that_comes_before_what_it_is_about() {
    let text = "
        x=1 y=1
        y?1 x?0";
    prints_registers(
        Property::Causal,
        text,
        &expect![[r#"
        not causally consistent: process 1's read → 0 (key "x") got what process 0's write 1 had overwritten

          0  ├─ "x": write 1 ─┤ ├─ "y": write 1 ─┤
          1                                        ├─ "y": read → 1 ─┤ ├─ "x": read → 0 ─┤

          each of these must come before the next one, and the last is the first again:
            0  "x": write 1
            0  "y": write 1   the same process did it later
            1  "y": read → 1  got what that wrote
            1  "x": read → 0  the same process did it later
            0  "x": write 1   overwrites what that got
    "#]],
    );
}

#[test]
fn a_read_of_what_was_overwritten() {
    let text = "
        x=3 x=5
        x?5 y=1
        y?1 x?3";
    prints_registers(
        Property::CausalConvergence,
        text,
        &expect![[r#"
        not causally convergent: process 2's read → 3 (key "x") got what process 0's write 5 had overwritten

          0  ├─ "x": write 3 ─┤ ├─ "x": write 5 ─┤
          1                                        ├─ "x": read → 5 ─┤
          2                                                            ├─ "x": read → 3 ─┤

          2 operations are left out

          each of these must come before the next one, and the last is the first again:
            0  "x": write 3
            0  "x": write 5     the same process did it later
            0  "x": write 3     process 2's read → 3 (key "x") got it, and comes after that:
              0  "x": write 5
              1  "x": read → 5  got what that wrote
              1  "y": write 1   the same process did it later
              2  "y": read → 1  got what that wrote
              2  "x": read → 3  the same process did it later
    "#]],
    );
}

#[test]
fn writes_that_two_see_in_different_orders() {
    let text = "
        x=1
        x=2
        x?1 x?2
        x?2 x?1";
    prints_registers(
        Property::CausalConvergence,
        text,
        &expect![[r#"
        not causally convergent: no order of the writes explains what was read

          0  ├─ "x": write 1 ─┤
          1                     ├─ "x": write 2 ─┤
          2                                        ├─ "x": read → 2 ─┤
          3                                                            ├─ "x": read → 1 ─┤

          2 operations are left out

          each of these must come before the next one, and the last is the first again:
            0  "x": write 1
            1  "x": write 2     process 2's read → 2 (key "x") got it, and comes after that:
              0  "x": write 1
              2  "x": read → 1  got what that wrote
              2  "x": read → 2  the same process did it later
            0  "x": write 1     process 3's read → 1 (key "x") got it, and comes after that:
              1  "x": write 2
              3  "x": read → 2  got what that wrote
              3  "x": read → 1  the same process did it later
    "#]],
    );
}

#[test]
fn writes_that_one_can_have_seen_in_no_order() {
    let text = "
        z=1 x=1 y=1
        x=2 z?0 y?1 x?2";
    prints_registers(
        Property::Causal,
        text,
        &expect![[r#"
        not causally consistent: no order of the writes explains what process 1 read

          0  ├─ "z": write 1 ─┤ ├─ "x": write 1 ─┤
          1                                        ├─ "x": write 2 ─┤ ├─ "z": read → 0 ─┤

          3 operations are left out

          each of these must come before the next one, and the last is the first again:
            0  "z": write 1
            0  "x": write 1     the same process did it later
            1  "x": write 2     process 1's read → 2 (key "x") got it, and comes after that:
              0  "x": write 1
              0  "y": write 1   the same process did it later
              1  "y": read → 1  got what that wrote
              1  "x": read → 2  the same process did it later
            1  "z": read → 0    the same process did it later
            0  "z": write 1     overwrites what that got
    "#]],
    );
}

#[test]
fn an_effect_that_is_its_own_cause() {
    let text = "
        x?1 y=1
        y?1 x=1";
    prints_registers(
        Property::Causal,
        text,
        &expect![[r#"
        not causally consistent: process 0's read → 1 (key "x") is among its own causes

          0  ├─ "x": read → 1 ─┤ ├─ "y": write 1 ─┤
          1                                         ├─ "y": read → 1 ─┤ ├─ "x": write 1 ─┤

          each of these must come before the next one, and the last is the first again:
            0  "x": read → 1
            0  "y": write 1   the same process did it later
            1  "y": read → 1  got what that wrote
            1  "x": write 1   the same process did it later
            0  "x": read → 1  got what that wrote
    "#]],
    );
}

#[test]
fn what_nobody_wrote() {
    prints_registers(
        Property::Sequential,
        "x?7",
        &expect![[r#"
            not sequentially consistent: process 0's read → 7 (key "x") got what nobody wrote

              0  ├─ "x": read → 7 ─┤

              nothing that can have taken effect wrote it, and it was not there at the start
        "#]],
    );
}

#[test]
fn a_queue_out_of_which_two_take_the_same() {
    let history = History::from_events([
        Event::Invoke(0, Enqueue(Below::<2>(0))),
        Event::Ok(0, Done),
        Event::Invoke(0, Enqueue(Below(1))),
        Event::Ok(0, Done),
        Event::Invoke(1, Dequeue),
        Event::Ok(1, Got(Below(0))),
        Event::Invoke(2, Dequeue),
        Event::Ok(2, Got(Below(0))),
    ]);
    let history = history.expect("each returns before it goes on");
    prints(
        FifoQueue::new(),
        Property::Sequential,
        &history,
        &expect![[r#"
            not sequentially consistent: no order of all operations comes to an end

              0  ├─ enqueue 0 ─┤ ├─ enqueue 1 ─┤
              1                                  ├─ dequeue → 0 ─┤
              2                                                    ├─ dequeue → 0 ─┤

              all orders were tried; the longest end so:
                after process 0's enqueue 0, process 0's enqueue 1, process 1's dequeue → 0
                  process 2's dequeue → 0 does not fit: the queue holds 1
                after process 0's enqueue 0, process 0's enqueue 1, process 2's dequeue → 0
                  process 1's dequeue → 0 does not fit: the queue holds 1
        "#]],
    );
}
