//! Random histories of every object of the models, and of some that are made for the tests.

pub(crate) mod below;
pub(crate) mod chance;
mod forgetting;
pub(crate) mod object;
pub(crate) mod objects;
mod random;
mod shape;

pub(crate) use below::Below;
pub(crate) use chance::Chance;
pub(crate) use object::Object;
pub(crate) use random::random_history;
pub(crate) use shape::Shape;
