use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::panic::Location;
use std::rc::Rc;

use lockstep_scheduler::gated::{Gated, Gates};
use lockstep_scheduler::{Kind, rand};

use super::node::NodeState;
use crate::Node;
use crate::system::system;

/// The simulated disk of a node, on which values have names.
///
/// What was [synced](Self::sync) survives when the node stops. Of what was written after that, some of the
/// first changes of each value survive, by seed: perhaps all, perhaps none.
///
/// # Examples
///
/// ```
/// use lockstep_otp::cluster::{self, Disk};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(20).run(|| {
///     let [node] = cluster::start_nodes(["a"]);
///     cluster::run(node, || {
///         let disk = Disk::here();
///         disk.write("term", 1_u64);
///         disk.sync();
///         disk.write("term", 2_u64);
///         assert_eq!(disk.read("term"), Some(2_u64));
///     });
///     cluster::stop_node(node);
///     cluster::start_node(node);
///     let term: u64 = cluster::run(node, || Disk::here().read("term").unwrap());
///     assert!(term == 1 || term == 2);
/// });
/// ```
pub struct Disk(Rc<NodeState>);

/// What is on a disk.
#[derive(Default)]
pub(crate) struct Platter {
    synced: BTreeMap<String, Value>,
    /// What was written after that, in order; nothing is what was removed.
    pending: Vec<(String, Option<Value>)>,
}

type Value = Rc<dyn Any>;

impl Disk {
    /// Returns the disk of the caller's node.
    ///
    /// # Panics
    ///
    /// Outside of executions.
    pub fn here() -> Self {
        Self::of(system().current().node)
    }

    /// Returns the disk of a node, which may have stopped.
    ///
    /// # Panics
    ///
    /// Outside of executions.
    pub fn of(node: Node) -> Self {
        Self(system().node(node))
    }

    /// Writes a value, in the place of the one that has the name.
    #[track_caller]
    pub fn write<T: Clone + Send + 'static>(&self, name: &str, value: T) {
        let value = Some(Rc::new(value) as Value);
        self.change(name, value, Location::caller());
    }

    /// Removes a value.
    #[track_caller]
    pub fn remove(&self, name: &str) {
        self.change(name, None, Location::caller());
    }

    /// Returns the value that has a name, if there is one, whether or not it was synced.
    ///
    /// # Panics
    ///
    /// If it is of another type.
    #[track_caller]
    pub fn read<T: Clone + Send + 'static>(&self, name: &str) -> Option<T> {
        let find = |platter: &Platter| platter.find(name);
        let read = |location| {
            let platter = self.platter();
            platter.perform(Kind::Load, location, |platter| find(platter))
        };
        let value = read(Location::caller())?;
        let value = value.downcast_ref::<T>();
        let wanted = std::any::type_name::<T>();
        let value =
            value.unwrap_or_else(|| panic!("the value {name:?} on the disk is no {wanted}"));
        Some(value.clone())
    }

    /// Sees to it that all that was written survives.
    #[track_caller]
    pub fn sync(&self) {
        let location = Location::caller();
        self.platter().perform(Kind::Store, location, |platter| {
            let pending = std::mem::take(&mut platter.pending);
            for change in pending {
                platter.keep(change);
            }
        });
    }

    fn change(&self, name: &str, value: Option<Value>, location: &'static Location<'static>) {
        let change = (name.to_owned(), value);
        self.platter().perform(Kind::Store, location, |platter| {
            platter.pending.push(change);
        });
    }

    /// Returns what is on it, once the caller's node does not stand still.
    fn platter(&self) -> &Gated<Platter> {
        system().current();
        &self.0.platter
    }
}

impl Gates for Platter {}

impl Platter {
    fn find(&self, name: &str) -> Option<Value> {
        let mut pending = self.pending.iter().rev();
        match pending.find(|(other, _)| other == name) {
            Some((_, value)) => value.clone(),
            None => self.synced.get(name).cloned(),
        }
    }

    fn keep(&mut self, (name, value): (String, Option<Value>)) {
        match value {
            Some(value) => self.synced.insert(name, value),
            None => self.synced.remove(&name),
        };
    }

    /// Loses what was not synced, but for some of the first changes of each value.
    pub(crate) fn crash(&mut self) {
        let mut of_names: BTreeMap<String, Vec<Option<Value>>> = BTreeMap::new();
        for (name, value) in std::mem::take(&mut self.pending) {
            of_names.entry(name).or_default().push(value);
        }
        for (name, changes) in of_names {
            let survive = rand::below(changes.len() as u64 + 1);
            let last = (0..survive).zip(changes).last();
            if let Some((_, value)) = last {
                self.keep((name, value));
            }
        }
    }
}

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Disk").field(&self.0.name).finish()
    }
}
