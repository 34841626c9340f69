use lockstep_scheduler::ObjectKind;
use lockstep_scheduler::gated::Gated;

use super::entries::Entries;
use super::listener::{Listener, RegistryNews, listener};
use super::{Registry, State};
use crate::Pid;
use crate::system::system;

/// How many processes can be registered under one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// One.
    Unique,
    /// Any number, and each any number of times.
    Duplicate,
}

/// What a registry will be.
///
/// # Examples
///
/// ```
/// use lockstep_otp::{self as otp, Inbox, Registry, RegistryNews};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let mut inbox = otp::inbox();
///     let registry = Registry::<&str, ()>::unique()
///         .listener(inbox.pid(), |news| match news {
///             RegistryNews::Registered { key, .. } => (key, true),
///             RegistryNews::Unregistered { key, .. } => (key, false),
///         })
///         .start();
///     otp::spawn(move |_: Inbox<()>| registry.register("a", ()).unwrap());
///     assert_eq!([inbox.recv(), inbox.recv()], [("a", true), ("a", false)]);
/// });
/// ```
#[must_use = "a registry is started by `start`"]
pub struct NewRegistry<K, M, V> {
    keys: Keys,
    listeners: Vec<Listener<K, M, V>>,
}

impl<K, M, V> Registry<K, M, V> {
    /// Describes a registry with one process a key.
    pub fn unique() -> NewRegistry<K, M, V> {
        NewRegistry::new(Keys::Unique)
    }

    /// Describes a registry with any number of processes a key.
    pub fn duplicate() -> NewRegistry<K, M, V> {
        NewRegistry::new(Keys::Duplicate)
    }
}

impl<K, M, V> NewRegistry<K, M, V> {
    fn new(keys: Keys) -> Self {
        Self {
            keys,
            listeners: Vec::new(),
        }
    }

    /// Tells a process of all registrations and their ends, by messages that `make` makes.
    ///
    /// Of a process that registers or unregisters they are steps of its own, after that; that it has ended is told in
    /// the step in which it does.
    pub fn listener<L: Send + 'static>(
        mut self,
        to: Pid<L>,
        make: impl Fn(RegistryNews<K, M, V>) -> L + 'static,
    ) -> Self {
        self.listeners.push(listener(to, make));
        self
    }
}

impl<K, M, V> NewRegistry<K, M, V>
where
    K: Ord + Clone + Send + 'static,
    M: Send + 'static,
    V: Clone + Send + 'static,
{
    /// Starts it, on the node of the caller.
    ///
    /// # Panics
    ///
    /// Outside of executions.
    pub fn start(self) -> Registry<K, M, V> {
        let system = system();
        let node = system.current().node;
        let state = State {
            node,
            starts: system.node(node).starts(),
            entries: Gated::new(ObjectKind::Names, Entries::new(self.keys)),
            listeners: self.listeners,
        };
        let (handle, _) = system.shelf.put(|_| state);
        Registry(handle)
    }
}
