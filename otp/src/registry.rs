//! Processes of a node by keys: Elixir's Registry.

mod entries;
mod error;
mod listener;
mod new;

use std::any::Any;
use std::fmt;
use std::panic::Location;
use std::rc::Rc;

use lockstep_scheduler::Kind;
use lockstep_scheduler::gated::Gated;

pub use error::AlreadyRegistered;
pub use listener::RegistryNews;
pub use new::{Keys, NewRegistry};

use crate::claim::Claim;
use crate::process::Process;
use crate::shelf::Handle;
use crate::system::system;
use crate::wire::Manner;
use crate::{Node, Pid, ProcessId};
use entries::Entries;
use listener::Listener;

/// Which processes of a node are registered under which keys, each with a value: Elixir's `Registry`.
///
/// This is its handle, which may be copied and sent. `K` is what keys are, `M` the messages that registered
/// processes receive, `V` what each says of itself. A process registers itself, any number of times; the
/// registry lives as long as its node does.
///
/// What a process has registered goes in the step in which it ends. On the BEAM the registry's own process
/// does that later; but there `lookup` of unique keys hides who has ended, and to others it is as if the
/// message that they send had come too late. So nothing is lost that a schedule could show but counts that
/// are off for a moment.
///
/// Each operation is one step. Two operations on one registry conflict if one of them writes.
///
/// # Panics
///
/// All operations do outside of the execution, on another node than that of the registry, and once that has
/// stopped.
///
/// # Examples
///
/// ```
/// use lockstep_otp::{self as otp, Inbox, Registry};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let rooms = Registry::<&str, String, u32>::duplicate().start();
///     let mut done = otp::inbox();
///     let to = done.pid();
///     for seat in [1, 2] {
///         otp::spawn(move |mut inbox: Inbox<String>| {
///             rooms.register("lobby", seat).unwrap();
///             to.send(String::new());
///             to.send(inbox.recv());
///         });
///     }
///     assert_eq!([done.recv(), done.recv()], ["", ""]);
///     rooms.dispatch(&"lobby", |guests| {
///         for (guest, seat) in guests {
///             guest.send(format!("seat {seat}"));
///         }
///     });
///     let mut seats = [done.recv(), done.recv()];
///     seats.sort();
///     assert_eq!(seats, ["seat 1", "seat 2"]);
/// });
/// ```
pub struct Registry<K, M, V = ()>(Handle<State<K, M, V>>);

/// What the system knows of a registry.
struct State<K, M, V> {
    node: Node,
    /// How often the node had been started when the registry was.
    starts: u64,
    entries: Gated<Entries<K, M, V>>,
    listeners: Vec<Listener<K, M, V>>,
}

impl<K, M, V> Registry<K, M, V>
where
    K: Ord + Clone + Send + 'static,
    M: Send + 'static,
    V: Clone + Send + 'static,
{
    /// Registers the caller under a key, and tells listeners, each in another step.
    ///
    /// # Errors
    ///
    /// If keys are unique, and a process is registered under it: the caller or another one.
    ///
    /// # Panics
    ///
    /// If the caller receives other messages; and as all operations do.
    #[track_caller]
    pub fn register(&self, key: K, value: V) -> Result<(), AlreadyRegistered> {
        let location = Location::caller();
        let (state, own) = (self.state(), system().current());
        own.mailbox::<M>();
        let pid = Pid::new(own.id);
        let (told, said) = (key.clone(), value.clone());
        let add = |entries: &mut Entries<K, M, V>| entries.add(key, pid, value);
        state
            .entries
            .perform(Kind::Register, location, |entries| add(entries))?;
        own.claim(Rc::clone(&state));
        let news = RegistryNews::Registered {
            key: told,
            pid,
            value: said,
        };
        state.tell(&own, &news, Manner::Step, location);
        Ok(())
    }

    /// Ends all registrations of the caller under a key, and tells listeners, each in another step.
    #[track_caller]
    pub fn unregister(&self, key: &K) {
        self.unregister_match(key, |_| true);
    }

    /// As [`unregister`](Self::unregister), but only those of which `is_it` returns true of the value.
    #[track_caller]
    pub fn unregister_match(&self, key: &K, is_it: impl Fn(&V) -> bool) {
        let location = Location::caller();
        let (state, own) = (self.state(), system().current());
        let gone = state
            .entries
            .perform(Kind::Unregister, location, |entries| {
                entries.take(key, own.id, is_it)
            });
        for _ in gone {
            let (key, pid) = (key.clone(), Pid::new(own.id));
            let news = RegistryNews::Unregistered { key, pid };
            state.tell(&own, &news, Manner::Step, location);
        }
    }

    /// Returns who is registered under a key, and with which values, in the order in which they registered.
    #[track_caller]
    pub fn lookup(&self, key: &K) -> Vec<(Pid<M>, V)> {
        self.look(|entries| entries.of(key).to_vec())
    }

    /// Returns who is registered under a key with a value of which `is_it` returns true.
    #[track_caller]
    pub fn match_values(&self, key: &K, mut is_it: impl FnMut(&V) -> bool) -> Vec<(Pid<M>, V)> {
        self.look(|entries| {
            let all = entries.of(key).iter();
            all.filter(|(_, value)| is_it(value)).cloned().collect()
        })
    }

    /// Returns what `pick` makes of all registrations, without those of which it makes nothing.
    #[track_caller]
    pub fn select<T>(&self, mut pick: impl FnMut(&K, Pid<M>, &V) -> Option<T>) -> Vec<T> {
        self.look(|entries| {
            let all = entries.iter();
            all.filter_map(|(key, pid, value)| pick(key, pid, value))
                .collect()
        })
    }

    /// Calls a function with who is registered under a key, unless nobody is. It may send: the registry is
    /// not in use then.
    #[track_caller]
    pub fn dispatch(&self, key: &K, act: impl FnOnce(Vec<(Pid<M>, V)>)) {
        let found = self.lookup(key);
        if !found.is_empty() {
            act(found);
        }
    }

    /// Returns the keys under which a process is registered, in their order, one as often as it is.
    #[track_caller]
    pub fn keys(&self, process: impl Into<ProcessId>) -> Vec<K> {
        let process = process.into();
        self.select(|key, pid, _| (pid.id() == process).then(|| key.clone()))
    }

    /// Returns the values with which a process is registered under a key.
    #[track_caller]
    pub fn values(&self, key: &K, process: impl Into<ProcessId>) -> Vec<V> {
        let process = process.into();
        self.look(|entries| {
            let own = entries.of(key).iter();
            let own = own.filter(|(pid, _)| pid.id() == process);
            own.map(|(_, value)| value.clone()).collect()
        })
    }

    /// Returns how many registrations there are.
    #[track_caller]
    pub fn count(&self) -> usize {
        self.look(|entries| entries.iter().count())
    }

    /// Returns how many processes are registered under a key with a value of which `is_it` returns true.
    #[track_caller]
    pub fn count_match(&self, key: &K, is_it: impl FnMut(&V) -> bool) -> usize {
        self.match_values(key, is_it).len()
    }

    /// Changes the value with which the caller is registered; returns the new and the old one, or nothing if
    /// it is not.
    ///
    /// # Panics
    ///
    /// If keys are not unique: it may be registered with several values. And as all operations do.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_otp::{self as otp, Registry};
    /// use lockstep_scheduler::Runner;
    ///
    /// Runner::new().iterations(1).run(|| {
    ///     let inbox = otp::inbox::<()>();
    ///     let registry = Registry::<_, (), _>::unique().start();
    ///     registry.register("a", 1).unwrap();
    ///     assert_eq!(registry.update_value(&"a", |value| value + 1), Some((2, 1)));
    ///     assert_eq!(registry.lookup(&"a"), [(inbox.pid(), 2)]);
    ///     assert_eq!(registry.keys(inbox.pid()), ["a"]);
    /// });
    /// ```
    #[track_caller]
    pub fn update_value(&self, key: &K, change: impl FnOnce(&V) -> V) -> Option<(V, V)> {
        let location = Location::caller();
        let (state, own) = (self.state(), system().current());
        state.entries.perform(Kind::Update, location, |entries| {
            entries.update(key, own.id, change)
        })
    }

    /// Returns what was put under a name with [`put_meta`](Self::put_meta).
    ///
    /// # Panics
    ///
    /// If it is of another type; and as all operations do.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_otp::Registry;
    /// use lockstep_scheduler::Runner;
    ///
    /// Runner::new().iterations(1).run(|| {
    ///     let registry = Registry::<u32, ()>::unique().start();
    ///     registry.put_meta("limit", 5_u64);
    ///     assert_eq!(registry.meta("limit"), Some(5_u64));
    /// });
    /// ```
    #[track_caller]
    pub fn meta<T: Clone + Send + 'static>(&self, name: &str) -> Option<T> {
        let meta: Rc<dyn Any> = self.look(|entries| entries.meta.get(name).cloned())?;
        let wanted = std::any::type_name::<T>();
        let meta = meta.downcast_ref::<T>();
        Some(
            meta.unwrap_or_else(|| panic!("the value {name:?} of the registry is no {wanted}"))
                .clone(),
        )
    }

    /// Puts a value under a name, which is no key.
    #[track_caller]
    pub fn put_meta<T: Clone + Send + 'static>(&self, name: &str, value: T) {
        let location = Location::caller();
        let value = Rc::new(value) as Rc<dyn Any>;
        let state = self.state();
        drop(state.entries.perform(Kind::Store, location, |entries| {
            entries.meta.insert(name.to_owned(), value)
        }));
    }

    #[track_caller]
    fn look<R>(&self, look: impl FnOnce(&Entries<K, M, V>) -> R) -> R {
        let location = Location::caller();
        self.state()
            .entries
            .perform(Kind::Look, location, |entries| look(entries))
    }

    fn state(&self) -> Rc<State<K, M, V>> {
        let state = self.0.get();
        let caller = system().current();
        assert!(
            caller.node == state.node,
            "{} is on {}, and the registry on {}: registries are reached from their node only",
            caller.id,
            caller.node,
            state.node
        );
        assert!(
            system().node(state.node).starts() == state.starts,
            "the registry is gone: {} has stopped since it was started",
            state.node
        );
        state
    }
}

impl<K, M, V> State<K, M, V>
where
    K: Clone + Send + 'static,
    M: Send + 'static,
    V: Clone + Send + 'static,
{
    fn tell(
        &self,
        from: &Process,
        news: &RegistryNews<K, M, V>,
        manner: Manner,
        location: &'static Location<'static>,
    ) {
        for listener in &self.listeners {
            listener(from, news.clone(), manner, location);
        }
    }
}

impl<K, M, V> Claim for State<K, M, V>
where
    K: Ord + Clone + Send + 'static,
    M: Send + 'static,
    V: Clone + Send + 'static,
{
    fn let_go(&self, of: &Process, location: &'static Location<'static>) {
        let gone = self
            .entries
            .amend(location, |entries| entries.take_all(of.id));
        for (key, _) in gone {
            let pid = Pid::new(of.id);
            let news = RegistryNews::Unregistered { key, pid };
            self.tell(of, &news, Manner::Part, location);
        }
    }
}

impl<K, M, V> Clone for Registry<K, M, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, M, V> Copy for Registry<K, M, V> {}

impl<K, M, V> fmt::Debug for Registry<K, M, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "registry {}", self.0.place())
    }
}
