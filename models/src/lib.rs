//! Sequential objects that histories are judged against.

mod model;

pub use model::{Datum, Model, Next, Parts, View};
