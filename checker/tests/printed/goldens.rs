//! What is printed of histories that the search found wrong.

use std::fmt::Write;

use expect_test::{Expect, expect};
use lockstep_checker::Engine;
use lockstep_history::{Codec, Independent};
use lockstep_models::{
    CasRegister, Counter, FifoQueue, GrowSet, Kv, Model, MultiRegister, Mutex, OwnedMutex,
    Register, Set, Stack,
};

use crate::{judge, refused};

fn check<M>(model: M, independent: Independent, notation: &str, expected: &Expect)
where
    M: Model + Codec<Op = <M as Model>::Op, Ret = <M as Model>::Ret> + Sync,
{
    let verdict = judge(model, independent, notation, Engine::Search);
    expected.assert_eq(&refused(verdict).to_string());
}

fn prints<M>(model: M, notation: &str, expected: &Expect)
where
    M: Model + Codec<Op = <M as Model>::Op, Ret = <M as Model>::Ret> + Sync,
{
    check(model, Independent::No, notation, expected);
}

#[test]
fn a_stale_read_of_a_register() {
    let history = "
        0  ├─ write 1 ─┤  ├─ write 2 ─┤
        1                                 ├─ read → 1 ─┤
        2                   ├─ read → 1 ─┤";
    prints(
        <Register>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's read → 1

          0  ├─ write 1 ─┤ ├─ write 2 ─┤
          2                  ├─ read → 1 ─┤
          1                                 ├─ read → 1 ─┤

          read → 1 must take effect while it is open, but
            after write 2  the register holds 2
    "#]],
    );
}

#[test]
fn a_read_of_a_value_that_nobody_wrote() {
    let history = "
        0  ├─ write 0 ─┤
        1                ├─ read → 3 ─┤
        2                  ├─ write 4 ─┤";
    prints(
        <Register>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's read → 3

          0  ├─ write 0 ─┤
          1                ├─ read → 3 ─┤
          2                  ├─ write 4 ─┤

          read → 3 must take effect while it is open, but
            after write 0           the register holds 0
            after write 0, write 4  the register holds 4
    "#]],
    );
}

#[test]
fn a_read_that_is_open_while_the_value_changes() {
    let history = "
        0  ├─ write 1 ─┤    ├─ write 2 ─┤
        1                ├─ read → 3      ─┤";
    prints(
        <Register>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's read → 3

          0  ├─ write 1 ─┤   ├─ write 2 ─┤
          1                ├─ read → 3 ───┤

          read → 3 must take effect while it is open, but
            after write 1  the register holds 1
            after write 2  the register holds 2
    "#]],
    );
}

#[test]
fn a_value_that_two_have_swapped() {
    let history = "
        0  ├─ write 1 ─┤  ├─ cas [1, 2] ─┤
        1                   ├─ cas [1, 3] ─┤
        2                    ├─ read → 1 ─┤";
    prints(
        <CasRegister>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's cas 1 to 3

          0  ├─ write 1 ─┤ ├─ cas 1 to 2 ─┤
          1                  ├─ cas 1 to 3 ──┤
          2                    ├─ read → 1 ─┤

          cas 1 to 3 must take effect while it is open, but
            after write 1     the register holds 1
              where it fits, but leaves no place for process 0's cas 1 to 2
            after cas 1 to 2  the register holds 2
    "#]],
    );
}

#[test]
fn a_queue_out_of_order() {
    let history = "
        0  ├─ enqueue 1 ─┤  ├─ enqueue 2 ─┤
        1                                    ├─ dequeue → 2 ─┤";
    prints(
        <FifoQueue>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's dequeue → 2

          0  ├─ enqueue 1 ─┤ ├─ enqueue 2 ─┤
          1                                  ├─ dequeue → 2 ─┤

          dequeue → 2 must take effect while it is open, but
            after enqueue 2  the queue holds 1, 2
    "#]],
    );
}

#[test]
fn a_stack_that_is_empty_although_something_was_pushed() {
    let history = r#"
        0  ├─ push "a" ─┤
        1                 ├─ pop → null ─┤"#;
    prints(
        <Stack>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's pop → empty

          0  ├─ push "a" ─┤
          1                 ├─ pop → empty ─┤

          pop → empty must take effect while it is open, but
            after push "a"  the stack holds, from the top, "a"
    "#]],
    );
}

#[test]
fn an_element_that_a_set_has_lost() {
    let history = "
        0  ├─ add 1 → [1, true] ─┤
        1   ├─ add 2 → [2, true] ─┤
        2                          ├─ contains 1 → [1, false] ─┤";
    prints(
        <Set>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 2's contains 1 → not there

          0  ├─ add 1 → added ─┤
          2                      ├─ contains 1 → not there ─┤

          contains 1 → not there must take effect while it is open, but
            after add 1 → added  the set holds 1
    "#]],
    );
}

#[test]
fn an_element_that_a_grow_set_has_lost() {
    let history = "
        0  ├─ add 1 ─┤  ├─ add 3 ─┤
        1   ├─ add 2 ─┤             ├─ read → [2, 3] ─┤";
    prints(
        <GrowSet>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's read → [2, 3]

          0  ├─ add 1 ─┤   ├─ add 3 ─┤
          1    ├─ add 2 ─┤             ├─ read → [2, 3] ─┤

          read → [2, 3] must take effect while it is open, but
            after add 3  the set holds 1, 2, 3
    "#]],
    );
}

#[test]
fn a_key_of_a_store_that_goes_back() {
    let history = r#"
        0  ├─ put ["x", "a"] ─┤  ├─ append ["x", "b"] ─┤
        1   ├─ put ["y", "c"] ─┤                          ├─ get ["x", null] → ["x", "a"] ─┤"#;
    prints(
        Kv::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's get "x" → "a"

          0  ├─ put "x" "a" ─┤ ├─ append "x" "b" ─┤
          1                                         ├─ get "x" → "a" ─┤

          get "x" → "a" must take effect while it is open, but
            after append "x" "b"  the store holds "x": "ab"
    "#]],
    );
}

#[test]
fn a_crashed_write_that_is_seen_and_then_is_not() {
    let history = "
        0  ├─ write 1 ─┤
        1         ├─ write 2 ─?
        2                ├─ read → 2 ─┤  ├─ read → 1 ─┤";
    prints(
        <Register>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 2's read → 1

          0  ├─ write 1 ─┤
          1    ├─ write 2 → ? ──────────────────────────
          2                ├─ read → 2 ─┤ ├─ read → 1 ─┤

          ?  never returned: it may have taken effect at any later time, or never

          read → 1 must take effect while it is open, but
            after write 2  the register holds 2
    "#]],
    );
}

#[test]
fn one_of_many_independent_keys() {
    let history = r#"
        0  ├─ write ["x", 1] ─┤  ├─ write ["y", 1] ─┤
        1   ├─ read ["y", null] → ["y", null] ─┤      ├─ read ["x", null] → ["x", 1] ─┤
        2                                          ├─ read ["y", null] → ["y", 2] ─┤"#;
    check(
        <Register>::default(),
        Independent::Yes,
        history,
        &expect![[r#"
        not linearizable: no place for process 2's read → 2 (key "y")

          1  ├─ read → null ─┤
          0    ├─ write 1 ──────┤
          2                    ├─ read → 2 ─┤

          read → 2 must take effect while it is open, but
            at the start   the register holds null
            after write 1  the register holds 1
    "#]],
    );
}

#[test]
fn a_mutex_that_two_hold() {
    let history = "
        0  ├─ acquire ─┤
        1     ├─ acquire ─┤  ├─ release ─┤";
    prints(
        Mutex::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's acquire

          0  ├─ acquire ─┤
          1    ├─ acquire ─┤

          acquire must take effect while it is open, but
            at the start   the mutex is free
              where it fits, but leaves no place for process 0's acquire
            after acquire  the mutex is held
    "#]],
    );
}

#[test]
fn a_mutex_that_somebody_else_releases() {
    let history = "
        0  ├─ acquire ─┤
        1                 ├─ release ─┤";
    prints(
        OwnedMutex::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's release by 1

          0  ├─ acquire by 0 ─┤
          1                     ├─ release by 1 ─┤

          release by 1 must take effect while it is open, but
            after acquire by 0  the mutex is held by process 0
    "#]],
    );
}

#[test]
fn a_counter_that_missed_an_addition() {
    let history = "
        0  ├─ add 2 ─┤  ├─ read → 5 ─┤
        1   ├─ add 4 ─┤
        2    ├─ add 1 ─┤";
    prints(
        Counter::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 0's read → 5

          0  ├─ add 2 ─┤     ├─ read → 5 ─┤
          1    ├─ add 4 ─┤
          2      ├─ add 1 ─┤

          read → 5 must take effect while it is open, but
            after add 2  the counter stands at 7
    "#]],
    );
}

#[test]
fn a_transaction_that_sees_half_of_another() {
    let history = r#"
        0  ├─ txn [["w", "x", 1], ["w", "y", 1]] ─┤
        1   ├─ txn [["r", "x", null], ["r", "y", null]] → [["r", "x", 1], ["r", "y", null]] ─┤"#;
    prints(
        <MultiRegister>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's txn read "x" → 1, read "y" → null

          0  ├─ txn write "x" 1, write "y" 1 ─┤
          1    ├─ txn read "x" → 1, read "y" → null ─┤

          txn read "x" → 1, read "y" → null must take effect while it is open, but
            at the start                        the registers hold only null
            after txn write "x" 1, write "y" 1  the registers hold "x": 1, "y": 1
    "#]],
    );
}

#[test]
fn values_in_many_scripts() {
    let history = r#"
        0  ├─ write "Grüße, Jürgen ❤" ─┤  ├─ write "日本語テキスト" ─┤
        1                                                               ├─ read → "Grüße, Jürgen ❤" ─┤"#;
    prints(
        <Register>::default(),
        history,
        &expect![[r#"
        not linearizable: no place for process 1's read → "Grüße, Jürgen ❤"

          0  ├─ write "Grüße, Jürgen ❤" ─┤ ├─ write "日本語テキスト" ─┤
          1                                                             ├─ read → "Grüße, Jürgen ❤" ─┤

          read → "Grüße, Jürgen ❤" must take effect while it is open, but
            after write "日本語テキスト"  the register holds "日本語テキスト"
    "#]],
    );
}

#[test]
fn a_long_history_is_cut_to_what_matters() {
    let mut history = String::new();
    for round in 0..40 {
        for process in 0..5 {
            let value = 5 * round + process;
            writeln!(history, "{process} invoke write {value}").expect("a string takes all");
        }
        history.push_str("7 invoke read null\n");
        for process in 0..5 {
            let value = 5 * round + process;
            writeln!(history, "{process} ok write {value}").expect("a string takes all");
        }
        let read = if round < 39 { 5 * round + 3 } else { 3 };
        writeln!(history, "7 ok read {read}").expect("a string takes all");
    }
    prints(
        <Register>::default(),
        &history,
        &expect![[r#"
        not linearizable: no place for process 7's read → 3

          4  ├─ write 189 ─┤            ├─ write 194 ─┤            ├─ write 199 ─┤
          7    ├─ read → 188 ─┤           ├─ read → 193 ─┤           ├─ read → 3 ─┤
          0                     ├─ write 190 ─┤            ├─ write 195 ─┤
          1                       ├─ write 191 ─┤            ├─ write 196 ─┤
          2                         ├─ write 192 ─┤            ├─ write 197 ─┤
          3                           ├─ write 193 ─┤            ├─ write 198 ─┤

          226 operations are left out

          read → 3 must take effect while it is open, but
            after write 190             the register holds 190
            after write 191             the register holds 191
            after write 192             the register holds 192
            after write 193             the register holds 193
            after write 194             the register holds 194
            after write 194, write 196  the register holds 196
            after write 194, write 197  the register holds 197
            after write 194, write 198  the register holds 198
            after write 194, write 199  the register holds 199
            after write 195             the register holds 195
    "#]],
    );
}

#[test]
fn a_read_that_is_open_for_a_long_time() {
    let mut history = String::from("7 invoke read\n");
    for value in 0..15 {
        writeln!(history, "0 invoke write {value}\n0 ok write {value}")
            .expect("a string takes all");
    }
    history.push_str("7 ok read 99\n0 invoke write 99\n0 ok write 99\n");
    prints(
        <Register>::default(),
        &history,
        &expect![[r#"
        not linearizable: no place for process 7's read → 99

          7  ├─ read → 99 ────────────────────────────────────────────────────────────────────────┤
          0    ├─ write 0 ─┤ ├─ write 1 ─┤ ├─ write 2 ─┤ ├─ write 3 ─┤ ├─ write 4 ─┤ ├─ write 5 ─┤

          9 operations are left out

          read → 99 must take effect while it is open, but
            at the start   the register holds null
            after write 0  the register holds 0
            after write 1  the register holds 1
            after write 2  the register holds 2
            after write 3  the register holds 3
            after write 4  the register holds 4
            after write 5  the register holds 5
            after write 6  the register holds 6
            after write 7  the register holds 7
            after write 8  the register holds 8
            and 6 states more, none of which leaves a place
    "#]],
    );
}

#[test]
fn values_that_are_longer_than_a_line() {
    let long = "a".repeat(150);
    let history = format!(
        "0 invoke write \"{long}b\"
         0 ok write \"{long}b\"
         1 invoke write \"{long}c\"
         0 invoke read
         1 ok write \"{long}c\"
         0 ok read \"{long}d\""
    );
    prints(
        <Register>::default(),
        &history,
        &expect![[r#"
        not linearizable: no place for process 0's read → "aaaaaaa… 137 more …aaaaaad"

          0  ├─ write "aaaaaaa… 137 more …aaaaaab" ─┤   ├─ read → "aaaaaaa… 137 more …aaaaaad" ─┤
          1                                           ├─ write "aaaaaaa… 137 more …aaaaaac" ─┤

          read → "aaaaaaa… 137 more …aaaaaad" must take effect while it is open, but
            after write "aaaaaaa… 137 more …aaaaaab"  the register holds "aaaaaaa… 137 more …aaaaaab"
            after write "aaaaaaa… 137 more …aaaaaac"  the register holds "aaaaaaa… 137 more …aaaaaac"
    "#]],
    );
}
