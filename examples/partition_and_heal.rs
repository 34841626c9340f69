//! Three nodes keep one title, and tell each other of changes. While c is cut off, both sides change it; what they
//! tell each other then arrives when the partition is healed.
//!
//! ```text
//!   a  ├─ set "from a" ─┤ ──▶ b             ─ ─ ▶ c
//!   c  ├─ set "from c" ─┤           ─ ─ ▶ a, b
//!                          cut off       healed
//! ```
//!
//! If each keeps what has arrived last, that is another title on c than on a. If each keeps the change with the
//! greater stamp, it does not matter when one arrives.

use std::time::Duration;

use lockstep::Runner;
use lockstep::otp::cluster::{self, Mode};
use lockstep::otp::{self, Inbox, Node, ReplyTo};

/// A change of the title, with a number and the place of the node that breaks ties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    stamp: (u64, usize),
    title: &'static str,
}

enum Message {
    Set(&'static str),
    Changed(Change),
    Get(ReplyTo<&'static str>),
}

/// Which of two changes stays, the one that is known or the one that arrives.
type Resolve = fn(Change, Change) -> Change;

/// Keeps what has arrived last.
pub(crate) fn broken() {
    both_sides_change_it(|_, arrived| arrived);
}

/// Keeps what has the greater stamp.
pub(crate) fn correct() {
    both_sides_change_it(Change::max);
}

fn service(place: usize, nodes: [Node; 3], resolve: Resolve) -> impl FnOnce(Inbox<Message>) {
    move |mut inbox| {
        let mut known = Change::default();
        loop {
            match inbox.recv() {
                Message::Get(reply) => reply.send(known.title),
                Message::Changed(change) => known = resolve(known, change),
                Message::Set(title) => {
                    let stamp = (known.stamp.0 + 1, place);
                    known = Change { stamp, title };
                    for node in nodes.into_iter().filter(|node| *node != nodes[place]) {
                        send(node, Message::Changed(known));
                    }
                }
            }
        }
    }
}

fn send(node: Node, message: Message) {
    let service = otp::whereis_on(node, "title").expect("there is one on each node");
    service.send(message);
}

fn both_sides_change_it(resolve: Resolve) {
    let nodes = cluster::start_nodes(["a", "b", "c"]);
    for (place, node) in nodes.into_iter().enumerate() {
        cluster::run(node, move || {
            let service = otp::spawn(service(place, nodes, resolve));
            otp::register("title", service).expect("nobody has the name");
        });
    }
    let [a, b, c] = nodes;
    cluster::partition(&[a, b], &[c], Mode::Defer);
    cluster::spawn(a, move |_: Inbox<()>| send(a, Message::Set("from a")));
    cluster::spawn(c, move |_: Inbox<()>| send(c, Message::Set("from c")));
    cluster::heal();
    otp::sleep(Duration::from_secs(1));
    let titles = nodes.map(|node| {
        let service = otp::whereis_on(node, "title").expect("there is one on each node");
        service.call(Message::Get)
    });
    assert_eq!(titles, [titles[0]; 3], "the nodes do not agree");
}

fn main() {
    Runner::new().run(correct);
    let bug = Runner::new().try_run(broken).expect_err("it is broken");
    println!("{bug}");
}
