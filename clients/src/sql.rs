//! Objects in a table of a database: what SQLite and PostgreSQL have in common.

mod accounts;
mod cell;
mod cells;
mod database;
mod elements;
mod line;
mod session;
mod sum;

pub(crate) use database::{Access, Database, Row};
pub(crate) use session::Sql;
