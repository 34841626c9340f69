mod atom;
mod class;
mod events;
mod number;
mod quoted;
mod reader;
mod writer;

pub(crate) use events::read;
pub(crate) use reader::{Located, Reader};

#[cfg(test)]
mod tests;
