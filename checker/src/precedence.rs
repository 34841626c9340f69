//! Which operations must come before which, and what contradicts itself in that.

pub(crate) mod accesses;
pub(crate) mod book;
pub(crate) mod clocks;
pub(crate) mod contradiction;
pub(crate) mod graph;
pub(crate) mod lists;
pub(crate) mod proof;
pub(crate) mod route;
pub(crate) mod sessions;
pub(crate) mod states;
pub(crate) mod tell;
pub(crate) mod verify;
pub(crate) mod writers;
