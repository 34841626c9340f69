//! What is seen in the schedules that a search for a proof tries is what is seen in all.

use lockstep_crossbeam::channel::{Receiver, Select, Sender, bounded};
use lockstep_crossbeam::queue::ArrayQueue;
use lockstep_scheduler::time::Duration;

use crate::compared::{self, compare};

const SECOND: Duration = Duration::from_secs(1);

/// What tasks share.
struct Shared {
    ends: [(Sender<u64>, Receiver<u64>); 2],
    queue: ArrayQueue<u64>,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            ends: [bounded(0), bounded(1)],
            queue: ArrayQueue::new(1),
        }
    }
}

impl compared::Shared for Shared {
    const MOST: u64 = 4_000;
    const SIZES: [(u64, u64); 3] = [(2, 2), (2, 3), (3, 1)];

    fn act(&self, act: u64, number: u64) -> String {
        let (sender, receiver) = &self.ends[usize::from(act % 2 == 1)];
        match act / 2 {
            0 => format!("{:?}", sender.try_send(number)),
            1 => format!("{:?}", receiver.try_recv()),
            2 => format!("{:?}", sender.send_timeout(number, SECOND)),
            3 => format!("{:?}", receiver.recv_timeout(SECOND * 2)),
            4 => self.choose_to_receive(),
            5 => self.choose_to_send(number),
            6 => format!("{:?} {:?}", self.queue.push(number), self.queue.pop()),
            _ => format!("{:?}", sender.len()),
        }
    }
}

impl Shared {
    fn choose_to_receive(&self) -> String {
        let mut select = Select::new_biased();
        let first = select.recv(&self.ends[0].1);
        select.recv(&self.ends[1].1);
        let Ok(chosen) = select.select_timeout(SECOND) else {
            return "late".into();
        };
        let place = usize::from(chosen.index() != first);
        format!("{place} {:?}", chosen.recv(&self.ends[place].1))
    }

    fn choose_to_send(&self, number: u64) -> String {
        let mut select = Select::new_biased();
        let first = select.send(&self.ends[0].0);
        select.recv(&self.ends[1].1);
        let Ok(chosen) = select.select_timeout(SECOND) else {
            return "late".into();
        };
        if chosen.index() == first {
            format!("sent {:?}", chosen.send(&self.ends[0].0, number))
        } else {
            format!("got {:?}", chosen.recv(&self.ends[1].1))
        }
    }
}

#[test]
fn of_messages_from_hand_to_hand() {
    assert!(compare::<Shared>(1, 60, &[0, 2, 4, 6]) > 30);
}

#[test]
fn of_channels_with_room_and_queues() {
    assert!(compare::<Shared>(2, 60, &[1, 3, 5, 7, 12, 15]) > 30);
}

#[test]
fn of_choices() {
    assert!(compare::<Shared>(3, 60, &[0, 1, 2, 4, 5, 6, 7, 8, 10]) > 30);
}
