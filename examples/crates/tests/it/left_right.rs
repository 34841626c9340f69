//! `left-right` takes loom's types by `cfg(loom)`.

use left_right::Absorb;
use lockstep_crates::prove;
use lockstep_loom::thread;

/// A number to which others are added.
#[derive(Clone, Copy, Default)]
struct Sum(u32);

impl Absorb<u32> for Sum {
    fn absorb_first(&mut self, number: &mut u32, _: &Self) {
        self.0 += *number;
    }

    fn sync_with(&mut self, first: &Self) {
        *self = *first;
    }
}

/// A reader sees nothing before it is published, and all of it after.
fn published() {
    let (mut writer, reader) = left_right::new::<Sum, u32>();
    writer.append(1);
    writer.append(2);
    let task = thread::spawn(move || reader.enter().map(|sum| sum.0));
    writer.publish();
    assert!(matches!(task.join().unwrap(), Some(0 | 3)));
}

#[test]
fn a_reader_sees_all_that_is_published_or_nothing() {
    prove("published_at_once", published);
}

/// Two reads of one reader while a writer publishes twice: the second sees no less.
fn published_twice() {
    let (mut writer, reader) = left_right::new::<Sum, u32>();
    let task = thread::spawn(move || {
        let first = reader.enter().map(|sum| sum.0);
        (first, reader.enter().map(|sum| sum.0))
    });
    writer.append(1).publish();
    writer.append(1).publish();
    let (first, second) = task.join().unwrap();
    assert!(first <= second && second <= Some(2));
}

#[test]
fn a_reader_never_sees_less_than_before() {
    prove("published_twice", published_twice);
}
