//! The JSON forms of every object, in both directions.

mod forms;
mod json;
mod of_values;
mod refusals;
mod round_trips;
