//! Tables: rows that the processes of a node share.

mod bugs;
mod model;
mod rights;
