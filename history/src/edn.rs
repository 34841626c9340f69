mod atom;
mod class;
mod events;
mod number;
mod quoted;
mod reader;
mod writer;

pub(crate) use events::read;
pub(crate) use reader::Reader;
pub(crate) use writer::has_form;

#[cfg(test)]
mod tests;
