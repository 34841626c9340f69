//! Programs that are wrong under some schedules, and what mends them.

use lockstep_otp::{self as otp, Table};

use crate::search::{always, median_to_failure, proven};

/// Lets processes do something with a table, and returns what they say.
fn among<T: Send + 'static>(
    processes: u32,
    act: impl Fn(u32) -> T + Clone + Send + 'static,
) -> Vec<T> {
    let mut inbox = otp::inbox();
    let to = inbox.pid();
    for process in 0..processes {
        let act = act.clone();
        otp::spawn::<()>(move |_| to.send(act(process)));
    }
    (0..processes).map(|_| inbox.recv()).collect()
}

fn insert_after_lookup() {
    let table = Table::set().public().create();
    let won = among(3, move |process| {
        let is_free = table.lookup(&"job").is_empty();
        if is_free {
            table.insert("job", process);
        }
        is_free
    });
    assert_eq!(won.into_iter().filter(|won| *won).count(), 1);
}

fn insert_new() {
    let table = Table::set().public().create();
    let won = among(3, move |process| table.insert_new("job", process));
    assert_eq!(won.into_iter().filter(|won| *won).count(), 1);
}

#[test]
fn a_job_is_taken_twice_by_who_looks_and_then_inserts() {
    assert!(median_to_failure(insert_after_lookup) <= 5);
    always(insert_new);
    proven(insert_new);
}

fn count_by_lookup() {
    let table = Table::set().public().create();
    table.insert("hits", 0_i64);
    among(2, move |_| {
        let hits = table.get(&"hits").unwrap();
        table.insert("hits", hits + 1);
    });
    assert_eq!(table.get(&"hits"), Some(2));
}

fn count_by_update_counter() {
    let table = Table::set().public().create();
    among(2, move |_| {
        table.update_counter_or(&"hits", 0, |hits| hits, 1)
    });
    assert_eq!(table.get(&"hits"), Some(2));
}

#[test]
fn a_hit_is_lost_by_who_looks_up_and_inserts_the_next_number() {
    assert!(median_to_failure(count_by_lookup) <= 5);
    always(count_by_update_counter);
    proven(count_by_update_counter);
}

fn walk_while_rows_go() {
    let table = Table::set().public().create();
    table.insert_all([(1, ()), (2, ()), (3, ())]);
    otp::spawn::<()>(move |_| assert!(table.delete(&2)));
    let mut key = table.first();
    while let Some(from) = key {
        key = table.next(&from);
    }
}

fn walk_in_order_while_rows_go() {
    let table = Table::ordered_set().public().create();
    table.insert_all([(1, ()), (2, ()), (3, ())]);
    otp::spawn::<()>(move |_| assert!(table.delete(&2)));
    let mut seen = Vec::new();
    let mut key = table.first();
    while let Some(from) = key {
        seen.push(from);
        key = table.next(&from);
    }
    assert!(seen == [1, 2, 3] || seen == [1, 3], "{seen:?}");
}

#[test]
fn a_walk_over_a_set_trips_over_a_row_that_was_deleted_meanwhile() {
    assert!(median_to_failure(walk_while_rows_go) <= 15);
    always(walk_in_order_while_rows_go);
}

fn create_where_there_is_none() {
    let is_free = |_| {
        let known = Table::<u8, u8>::named("cache");
        known.unwrap_or_else(|| Table::set().named("cache").create());
        // The table is there as long as its owner.
        otp::sleep(std::time::Duration::from_secs(1));
    };
    among(2, is_free);
}

#[test]
fn a_table_is_created_twice_by_who_looks_whether_it_is_there() {
    assert!(median_to_failure(create_where_there_is_none) <= 5);
}
