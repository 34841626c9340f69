//! What events mean where there is a choice, by the names that the command line has for it.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use lockstep::checker::judges::{Consistency, Drain};
use lockstep::checker::{Engine, Property};
use lockstep::history::AfterInfo;
use lockstep::models::{FailedCas, NullReads, Overdrafts};

pub(crate) fn consistency() -> impl TypedValueParser<Value = Property> {
    let names = PROPERTIES.map(Property::name);
    PossibleValuesParser::new(names).map(|name| {
        let property = PROPERTIES
            .into_iter()
            .find(|property| property.name() == name);
        property.expect("only these are possible")
    })
}

const PROPERTIES: [Property; 4] = [
    Property::Linearizable,
    Property::Sequential,
    Property::Causal,
    Property::CausalConvergence,
];

pub(crate) fn null_reads() -> impl TypedValueParser<Value = NullReads> {
    PossibleValuesParser::new(["seen", "unknown"]).map(|name| match name.as_str() {
        "seen" => NullReads::Seen,
        _ => NullReads::Unknown,
    })
}

pub(crate) fn failed_cas() -> impl TypedValueParser<Value = FailedCas> {
    PossibleValuesParser::new(["ignored", "observes"]).map(|name| match name.as_str() {
        "ignored" => FailedCas::Ignored,
        _ => FailedCas::Observes,
    })
}

pub(crate) fn overdrafts() -> impl TypedValueParser<Value = Overdrafts> {
    PossibleValuesParser::new(["refused", "allowed"]).map(|name| match name.as_str() {
        "refused" => Overdrafts::Refused,
        _ => Overdrafts::Allowed,
    })
}

pub(crate) fn stale() -> impl TypedValueParser<Value = Consistency> {
    PossibleValuesParser::new(["allowed", "refused"]).map(|name| match name.as_str() {
        "allowed" => Consistency::Eventual,
        _ => Consistency::Linearizable,
    })
}

pub(crate) fn drain() -> impl TypedValueParser<Value = Drain> {
    PossibleValuesParser::new(["observed", "at-the-end"]).map(|name| match name.as_str() {
        "observed" => Drain::Observed,
        _ => Drain::AtTheEnd,
    })
}

pub(crate) fn after_info() -> impl TypedValueParser<Value = AfterInfo> {
    PossibleValuesParser::new(["refuse", "new-process"]).map(|name| match name.as_str() {
        "refuse" => AfterInfo::Refuse,
        _ => AfterInfo::NewProcess,
    })
}

pub(crate) fn engine() -> impl TypedValueParser<Value = Engine> {
    PossibleValuesParser::new(["auto", "monitor", "search"]).map(|name| match name.as_str() {
        "monitor" => Engine::Monitor,
        "search" => Engine::Search,
        _ => Engine::Auto,
    })
}
