//! Money goes from one account to another, and is in neither while it does.

use super::primitives::{Arc, Mutex};
use super::run_all;

const ALL: u32 = 200;

pub(super) fn racy() {
    transfer(
        |accounts| {
            *accounts[0].lock().unwrap() -= 10;
            *accounts[1].lock().unwrap() += 10;
        },
        |accounts| *accounts[0].lock().unwrap() + *accounts[1].lock().unwrap(),
    );
}

pub(super) fn correct() {
    transfer(
        |accounts| {
            let mut from = accounts[0].lock().unwrap();
            let mut to = accounts[1].lock().unwrap();
            *from -= 10;
            *to += 10;
        },
        |accounts| {
            let one = accounts[0].lock().unwrap();
            let other = accounts[1].lock().unwrap();
            *one + *other
        },
    );
}

type Accounts = [Mutex<u32>; 2];

fn transfer(act: fn(&Accounts), audit: fn(&Accounts) -> u32) {
    let accounts = Arc::new([Mutex::new(ALL / 2), Mutex::new(ALL / 2)]);
    let (one, other, auditor) = (accounts.clone(), accounts.clone(), accounts);
    run_all([
        Box::new(move || act(&one)),
        Box::new(move || act(&other)),
        Box::new(move || assert_eq!(audit(&auditor), ALL, "money is missing")),
    ]);
}
