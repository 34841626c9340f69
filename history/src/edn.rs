mod atom;
mod class;
mod events;
mod number;
mod quoted;
mod reader;
mod writer;

pub(crate) use events::read;
pub(crate) use reader::Reader;

#[cfg(test)]
mod tests;
