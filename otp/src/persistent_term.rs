//! Values that all processes of a node can get by name: Erlang's `persistent_term`.
//!
//! They are the node's own, and gone when it stops, whoever has put them. All of a node are one object to a
//! strategy: two operations conflict if one of them writes. On the BEAM they are for what changes rarely,
//! since it costs a collection of all garbage when it does; here it costs nothing.
//!
//! All functions panic outside of executions.
//!
//! # Examples
//!
//! ```
//! use lockstep_otp::{self as otp, persistent_term};
//! use lockstep_scheduler::Runner;
//!
//! Runner::new().iterations(10).run(|| {
//!     let mut inbox = otp::inbox();
//!     let to = inbox.pid();
//!     persistent_term::put("limit", 3_u32);
//!     otp::spawn::<()>(move |_| to.send(persistent_term::get("limit")));
//!     assert_eq!(inbox.recv(), Some(3_u32));
//!     assert_eq!(persistent_term::info().count, 1);
//!     assert!(persistent_term::erase("limit"));
//!     assert_eq!(persistent_term::get_or("limit", 7_u32), 7);
//! });
//! ```

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::Location;
use std::rc::Rc;

use lockstep_scheduler::Kind;
use lockstep_scheduler::gated::Gates;

use crate::cluster::NodeState;
use crate::system::system;

/// The values of a node, by name.
#[derive(Default)]
pub(crate) struct Terms(BTreeMap<String, Rc<dyn Any>>);

/// What is known of the values of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Info {
    /// How many there are.
    pub count: usize,
}

impl Gates for Terms {}

impl Terms {
    /// Forgets all; they are handed back, to be dropped while nothing is in use.
    pub(crate) fn clear(&mut self) -> impl Sized + use<> {
        std::mem::take(&mut self.0)
    }
}

/// Returns the value of the caller's node that has a name, if there is one.
///
/// # Panics
///
/// If it is of another type; or outside of executions.
#[track_caller]
pub fn get<T: Clone + Send + 'static>(name: &str) -> Option<T> {
    let find = |node: &NodeState, location| {
        let terms = &node.terms;
        terms.perform(Kind::Load, location, |terms| terms.0.get(name).cloned())
    };
    let value = find(&here(), Location::caller())?;
    let Some(value) = value.downcast_ref::<T>() else {
        let wanted = std::any::type_name::<T>();
        panic!("the persistent term {name:?} is no {wanted}");
    };
    Some(value.clone())
}

/// As [`get`], but returns `default` if there is none.
///
/// # Panics
///
/// As [`get`] does.
#[track_caller]
pub fn get_or<T: Clone + Send + 'static>(name: &str, default: T) -> T {
    get(name).unwrap_or(default)
}

/// Puts a value under a name on the caller's node, in place of the one that has it.
///
/// # Panics
///
/// Outside of executions.
#[track_caller]
pub fn put<T: Clone + Send + 'static>(name: &str, value: T) {
    let value = Rc::new(value) as Rc<dyn Any>;
    let (kind, location) = (Kind::Store, Location::caller());
    let put = |terms: &mut Terms| terms.0.insert(name.to_owned(), value);
    let displaced = here().terms.perform(kind, location, |terms| put(terms));
    drop(displaced);
}

/// Removes the value of the caller's node that has a name; returns true if there was one.
///
/// # Panics
///
/// Outside of executions.
#[track_caller]
pub fn erase(name: &str) -> bool {
    let (kind, location) = (Kind::Update, Location::caller());
    let erased = here()
        .terms
        .perform(kind, location, |terms| terms.0.remove(name));
    erased.is_some()
}

/// Returns how many values the caller's node has.
///
/// # Panics
///
/// Outside of executions.
#[track_caller]
pub fn info() -> Info {
    let (kind, location) = (Kind::Load, Location::caller());
    let count = here().terms.perform(kind, location, |terms| terms.0.len());
    Info { count }
}

fn here() -> Rc<NodeState> {
    system().node(system().current().node)
}
