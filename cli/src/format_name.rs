use clap::builder::{PossibleValuesParser, TypedValueParser};
use lockstep::history::Format;

/// Reads the name of a format: `jsonl`, `json`, `edn`, `jepsen-log` or `lsh`.
pub(crate) fn readable() -> impl TypedValueParser<Value = Format> {
    named(&Format::ALL)
}

/// Reads the name of a format that histories are written in.
pub(crate) fn writable() -> impl TypedValueParser<Value = Format> {
    named(&[Format::JsonLines, Format::Json, Format::Edn, Format::Binary])
}

fn named(formats: &[Format]) -> impl TypedValueParser<Value = Format> {
    let names: Vec<_> = formats.iter().map(|format| format.name()).collect();
    PossibleValuesParser::new(names)
        .map(|name| Format::from_name(&name).expect("only names of formats are possible"))
}
