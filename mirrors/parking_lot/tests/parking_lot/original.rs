//! Random programs of one thread answer as with `parking_lot`.

use std::fmt::Write as _;

use lockstep_parking_lot as ours;
use parking_lot as theirs;
use proptest::prelude::*;

use crate::searched::inside;

/// Something that is done to an rwlock, or to a guard of it.
#[derive(Clone, Copy, Debug)]
enum Do {
    Read,
    ReadFor,
    Write,
    Upgradable,
    Upgrade,
    Downgrade,
    ToUpgradable,
    Add(u32),
    Drop(prop::sample::Index),
    Look,
    Notify,
}

fn act() -> impl Strategy<Value = Do> {
    prop_oneof![
        3 => Just(Do::Read),
        1 => Just(Do::ReadFor),
        2 => Just(Do::Write),
        2 => Just(Do::Upgradable),
        2 => Just(Do::Upgrade),
        1 => Just(Do::Downgrade),
        1 => Just(Do::ToUpgradable),
        2 => (0_u32..9).prop_map(Do::Add),
        4 => any::<prop::sample::Index>().prop_map(Do::Drop),
        2 => Just(Do::Look),
        1 => Just(Do::Notify),
    ]
}

/// Runs a program on locks of one of the two crates, and writes down every answer.
macro_rules! locks {
    ($of:ident, $program:expr) => {{
        use $of::{RwLockUpgradableReadGuard, RwLockWriteGuard};

        enum Guard<'a> {
            Read($of::RwLockReadGuard<'a, u32>),
            Upgradable($of::RwLockUpgradableReadGuard<'a, u32>),
            Write($of::RwLockWriteGuard<'a, u32>),
        }

        let lock = $of::RwLock::new(0_u32);
        let mutex = $of::Mutex::new(());
        let reentrant = $of::ReentrantMutex::new(());
        let changed = $of::Condvar::new();
        let zero = std::time::Duration::ZERO;
        let mut guards = Vec::new();
        let mut said = String::new();
        for act in $program {
            match *act {
                Do::Read => {
                    let got = lock.try_read_recursive().map(Guard::Read);
                    write!(said, "{}; ", got.is_some()).unwrap();
                    guards.extend(got);
                }
                Do::ReadFor => {
                    let got = lock.try_read_for(zero).map(Guard::Read);
                    write!(said, "{}; ", got.is_some()).unwrap();
                    guards.extend(got);
                }
                Do::Write => {
                    let got = lock.try_write().map(Guard::Write);
                    write!(said, "{}; ", got.is_some()).unwrap();
                    guards.extend(got);
                }
                Do::Upgradable => {
                    let got = lock.try_upgradable_read().map(Guard::Upgradable);
                    write!(said, "{}; ", got.is_some()).unwrap();
                    guards.extend(got);
                }
                Do::Upgrade | Do::Downgrade | Do::ToUpgradable => {
                    let Some(last) = guards.pop() else { continue };
                    let (name, next) = match (*act, last) {
                        (Do::Upgrade, Guard::Upgradable(guard)) => {
                            match RwLockUpgradableReadGuard::try_upgrade(guard) {
                                Ok(guard) => ("upgraded", Guard::Write(guard)),
                                Err(guard) => ("not upgraded", Guard::Upgradable(guard)),
                            }
                        }
                        (Do::Downgrade, Guard::Upgradable(guard)) => {
                            let guard = RwLockUpgradableReadGuard::downgrade(guard);
                            ("downgraded", Guard::Read(guard))
                        }
                        (Do::Downgrade, Guard::Write(guard)) => (
                            "downgraded",
                            Guard::Read(RwLockWriteGuard::downgrade(guard)),
                        ),
                        (Do::ToUpgradable, Guard::Write(guard)) => {
                            let guard = RwLockWriteGuard::downgrade_to_upgradable(guard);
                            ("to upgradable", Guard::Upgradable(guard))
                        }
                        (_, guard) => ("as it is", guard),
                    };
                    guards.push(next);
                    write!(said, "{name}; ").unwrap();
                }
                Do::Add(number) => match guards.last_mut() {
                    Some(Guard::Write(guard)) => **guard += number,
                    Some(Guard::Upgradable(guard)) => write!(said, "{guard}; ").unwrap(),
                    Some(Guard::Read(guard)) => write!(said, "{guard:?}; ").unwrap(),
                    None => {}
                },
                Do::Drop(place) if !guards.is_empty() => {
                    drop(guards.swap_remove(place.index(guards.len())));
                }
                Do::Drop(_) => {}
                Do::Look => {
                    let taken = (lock.is_locked(), lock.is_locked_exclusive());
                    write!(said, "{taken:?} {lock:?}; ").unwrap();
                }
                Do::Notify => {
                    let (one, two) = (mutex.try_lock(), mutex.try_lock());
                    let tried = (one.is_some(), two.is_some(), format!("{mutex:?}"));
                    let again = (reentrant.try_lock().is_some(), reentrant.lock());
                    write!(
                        said,
                        "{tried:?} {} {} {} {};",
                        again.0,
                        reentrant.is_owned_by_current_thread(),
                        changed.notify_one(),
                        changed.notify_all(),
                    )
                    .unwrap();
                }
            }
        }
        said
    }};
}

proptest! {
    #[test]
    fn locks_answer_as_parking_lots(program in prop::collection::vec(act(), 1..60)) {
        let expected = locks!(theirs, &program);
        prop_assert_eq!(&locks!(ours, &program), &expected);
        prop_assert_eq!(&inside(move || locks!(ours, &program)), &expected);
    }
}
