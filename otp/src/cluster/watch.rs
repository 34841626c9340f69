use std::panic::Location;
use std::rc::Rc;

use lockstep_scheduler::Kind;

use crate::process::Process;
use crate::system::system;
use crate::{Inbox, Node};

/// What has become of a node, as far as another one knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeNews {
    /// It has stopped, or could not be reached for the net tick time.
    Down(Node),
    /// It was started, or can be reached again.
    Up(Node),
}

/// Who is told what becomes of a node.
pub(super) struct NodeWatch {
    node: Node,
    process: Rc<Process>,
    pub(super) tell: Box<dyn Fn(NodeNews)>,
}

impl NodeNews {
    /// Returns the node that it is about.
    pub fn node(self) -> Node {
        let (Self::Down(node) | Self::Up(node)) = self;
        node
    }
}

impl NodeWatch {
    /// Returns true if it is for somebody on a node, who lives, and about another node.
    pub(super) fn is_for(&self, here: Node, about: Node) -> bool {
        self.node == about
            && self.process.node == here
            && !self.process.amend(|life| life.is_over())
    }
}

impl<M: Send + 'static> Inbox<M> {
    /// Asks to be told, by messages that `tell` makes, each time that a node stops or is lost, and each time
    /// that it is back. If it cannot be reached now, that is the first.
    ///
    /// # Panics
    ///
    /// Outside of executions.
    #[track_caller]
    pub fn monitor_node(&self, node: Node, tell: impl Fn(NodeNews) -> M + 'static) {
        let location = Location::caller();
        let all = system();
        all.network.reach(Kind::Monitor, location);
        let (process, tell) = (self.process(), self.telling(tell, location));
        if all.is_disconnected(process.node, node) {
            tell(NodeNews::Down(node));
        }
        let tell = Box::new(tell);
        all.network.add_watch(NodeWatch {
            node,
            process,
            tell,
        });
    }
}
