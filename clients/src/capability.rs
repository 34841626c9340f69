//! What a session of a server can do, in words that several objects are made of.

mod accounts;
mod cell;
mod cells;
mod elements;
mod line;
mod sum;

pub(crate) use accounts::{Accounts, Moved, Transfer};
pub(crate) use cell::{Cell, Swap};
pub(crate) use cells::{Cells, Micro};
pub(crate) use elements::{Elements, Held};
pub(crate) use line::{End, Line};
pub(crate) use sum::Sum;
