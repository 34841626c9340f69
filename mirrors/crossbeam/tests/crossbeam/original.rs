//! Random programs of one thread answer as with crossbeam.

use std::fmt::Write as _;

use crossbeam as theirs;
use lockstep_crossbeam as ours;
use proptest::prelude::*;

use crate::searched::inside;

/// Something that is done to one of two ends, or to a queue or a cell.
#[derive(Clone, Copy, Debug)]
enum Do {
    TrySend(u32),
    SendTimeout(u32),
    TryReceive,
    ReceiveTimeout,
    Look,
    CloneSender,
    CloneReceiver,
    DropSender,
    DropReceiver,
    Drain,
}

fn act() -> impl Strategy<Value = Do> {
    prop_oneof![
        4 => any::<u32>().prop_map(Do::TrySend),
        1 => any::<u32>().prop_map(Do::SendTimeout),
        3 => Just(Do::TryReceive),
        1 => Just(Do::ReceiveTimeout),
        2 => Just(Do::Look),
        1 => Just(Do::CloneSender),
        1 => Just(Do::CloneReceiver),
        1 => Just(Do::DropSender),
        1 => Just(Do::DropReceiver),
        1 => Just(Do::Drain),
    ]
}

/// Runs a program on a channel of one of the two crates, and writes down every answer.
macro_rules! channel {
    ($of:ident, $capacity:expr, $program:expr) => {{
        let (sender, receiver) =
            $capacity.map_or_else($of::channel::unbounded, $of::channel::bounded);
        let (mut senders, mut receivers) = (vec![sender], vec![receiver]);
        let mut said = String::new();
        let zero = std::time::Duration::ZERO;
        for act in $program {
            match (*act, senders.last(), receivers.last()) {
                (Do::TrySend(number), Some(sender), _) => {
                    let sent = sender.try_send(number);
                    write!(
                        said,
                        "{sent:?} {:?}; ",
                        sent.as_ref().err().map(ToString::to_string)
                    )
                }
                (Do::SendTimeout(number), Some(sender), _) => {
                    let sent = sender.send_timeout(number, zero);
                    write!(
                        said,
                        "{sent:?} {:?}; ",
                        sent.as_ref().err().map(ToString::to_string)
                    )
                }
                (Do::TryReceive, _, Some(receiver)) => {
                    let received = receiver.try_recv();
                    write!(
                        said,
                        "{received:?} {:?}; ",
                        received.err().map(|it| it.to_string())
                    )
                }
                (Do::ReceiveTimeout, _, Some(receiver)) => {
                    let received = receiver.recv_timeout(zero);
                    write!(
                        said,
                        "{received:?} {:?}; ",
                        received.err().map(|it| it.to_string())
                    )
                }
                // Crossbeam counts messages that were thrown away with the last receiver.
                (Do::Look, sender, receiver) if receiver.is_some() => {
                    let sender =
                        sender.map(|it| (it.len(), it.is_empty(), it.is_full(), it.capacity()));
                    let receiver =
                        receiver.map(|it| (it.len(), it.is_empty(), it.is_full(), it.capacity()));
                    write!(said, "{sender:?} {receiver:?}; ")
                }
                (Do::CloneSender, Some(sender), _) => {
                    let clone = sender.clone();
                    let is_same = clone.same_channel(sender);
                    senders.push(clone);
                    write!(said, "{is_same}; ")
                }
                (Do::CloneReceiver, _, Some(receiver)) => {
                    let clone = receiver.clone();
                    let is_same = clone.same_channel(receiver);
                    receivers.push(clone);
                    write!(said, "{is_same}; ")
                }
                (Do::DropSender, ..) => write!(said, "{}; ", senders.pop().is_some()),
                (Do::DropReceiver, ..) => write!(said, "{}; ", receivers.pop().is_some()),
                (Do::Drain, _, Some(receiver)) => {
                    write!(said, "{:?}; ", receiver.try_iter().collect::<Vec<_>>())
                }
                _ => Ok(()),
            }
            .unwrap();
        }
        said
    }};
}

/// Runs a program on both queues and on a cell.
macro_rules! others {
    ($of:ident, $program:expr) => {{
        let (array, segmented) = ($of::queue::ArrayQueue::new(2), $of::queue::SegQueue::new());
        let cell = $of::atomic::AtomicCell::new(0_u32);
        let mut said = String::new();
        for act in $program {
            match *act {
                Do::TrySend(number) => {
                    segmented.push(number);
                    write!(said, "{:?} {}; ", array.push(number), cell.swap(number))
                }
                Do::SendTimeout(number) => {
                    let forced = array.force_push(number);
                    write!(said, "{forced:?} {}; ", cell.fetch_nand(number))
                }
                Do::TryReceive => write!(said, "{:?} {:?}; ", array.pop(), segmented.pop()),
                Do::ReceiveTimeout => {
                    let (before, max) = (cell.load(), cell.fetch_max(1 << 30));
                    let exchanged = cell.compare_exchange(before, 7);
                    write!(said, "{before} {max} {exchanged:?}; ")
                }
                Do::Drain => write!(said, "{} {:?}; ", cell.take(), cell),
                _ => write!(
                    said,
                    "{:?} {:?} {} {} {} {}; ",
                    cell.fetch_add(3),
                    cell.fetch_update(|it| it.checked_sub(2)),
                    array.len(),
                    array.is_full(),
                    segmented.len(),
                    segmented.is_empty(),
                ),
            }
            .unwrap();
        }
        write!(
            said,
            "{:?}",
            array.into_iter().chain(segmented).collect::<Vec<_>>()
        )
        .unwrap();
        said
    }};
}

proptest! {
    #[test]
    fn channels_answer_as_crossbeams(
        capacity in prop_oneof![Just(None), (0_usize..4).prop_map(Some)],
        program in prop::collection::vec(act(), 1..40),
    ) {
        let expected = channel!(theirs, capacity, &program);
        prop_assert_eq!(&channel!(ours, capacity, &program), &expected);
        prop_assert_eq!(&inside(move || channel!(ours, capacity, &program)), &expected);
    }

    #[test]
    fn queues_and_cells_answer_as_crossbeams(program in prop::collection::vec(act(), 1..40)) {
        let expected = others!(theirs, &program);
        prop_assert_eq!(&others!(ours, &program), &expected);
        prop_assert_eq!(&inside(move || others!(ours, &program)), &expected);
    }
}
