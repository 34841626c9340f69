use lockstep_history::{EventRef, Recording};
use serde::Serialize;

use crate::annotation::annotations;

/// Something that no client did, in nanoseconds since the first event: a fault, from when to when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Band {
    /// The first word of its label: what sort of a fault it is.
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) from_ns: u64,
    /// `None` for a moment; a fault that nothing ends lasts to the last event.
    pub(crate) to_ns: Option<u64>,
}

/// Returns what has times, in the order of the history.
pub(crate) fn bands(recording: &Recording, start: i64, length: u64) -> Vec<Band> {
    let time = |event| EventRef::time(recording.event(event)).map(|time| time.abs_diff(start));
    let band = |note: crate::annotation::Annotation| {
        let end = || note.to.and_then(time).unwrap_or(length);
        let name = note.label.split(' ').next().unwrap_or_default();
        Some(Band {
            name: name.to_owned(),
            from_ns: time(note.from)?,
            to_ns: note.lasts.then(end),
            label: note.label,
        })
    };
    annotations(recording)
        .into_iter()
        .filter_map(band)
        .collect()
}

/// Returns the sorts of faults, each once, in the order in which they come.
pub(crate) fn sorts(bands: &[Band]) -> Vec<&str> {
    let mut sorts: Vec<&str> = Vec::new();
    for band in bands {
        if !sorts.contains(&band.name.as_str()) {
            sorts.push(&band.name);
        }
    }
    sorts
}
