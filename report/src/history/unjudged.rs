use lockstep_history::{EventRef, Kind, Recording, Value};

use crate::history::HistoryPage;
use crate::history::data::Data;
use crate::history::operations::{Drawn, Operations};

impl HistoryPage {
    /// Makes the page of a history that nobody has judged, whatever its operations are.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_history::Recording;
    /// use lockstep_report::HistoryPage;
    ///
    /// let recording = Recording::from_notation("0  ├─ greet \"you\" → \"hello\" ─┤")?;
    /// assert!(HistoryPage::unjudged(&recording).to_html().contains("greet"));
    /// # Ok::<(), lockstep_history::ReadError>(())
    /// ```
    pub fn unjudged(recording: &Recording) -> Self {
        let mut operations = Operations::default();
        let mut times = Vec::with_capacity(recording.len());
        for event in recording.events() {
            times.extend(event.time());
            if let Some(process) = event.client()
                && event.kind() == Kind::Invoke
            {
                operations.push(drawn(recording, event, process));
            }
        }
        let is_timed = times.len() == recording.len();
        let data = Data::new(Some(recording.source()), recording.len(), operations);
        Self {
            data: data.times(is_timed.then_some(&times)),
            text: format!("{} operations", recording.operations()),
        }
        .with_recording(recording)
    }
}

fn drawn(recording: &Recording, invocation: EventRef<'_>, process: u64) -> Drawn {
    let end = recording.partner(invocation.number());
    let end = end.map(|number| recording.event(number));
    let kind = end.map_or(Kind::Info, EventRef::kind);
    Drawn {
        process,
        label: label(invocation, end.filter(|end| end.kind() == Kind::Ok)),
        from: invocation.number(),
        to: end.map(EventRef::number),
        outcome: match kind {
            Kind::Ok => 'o',
            Kind::Fail => 'f',
            Kind::Invoke | Kind::Info => 'i',
        },
    }
}

/// Writes name, argument and result, as far as they say something: `write 3`, `read → 3`.
fn label(invocation: EventRef<'_>, end: Option<EventRef<'_>>) -> String {
    let argument = invocation.value();
    let mut label = invocation.f().to_owned();
    if argument != Value::Null {
        label = format!("{label} {argument}");
    }
    match end.map(EventRef::value) {
        None => label + " → ?",
        Some(result) if result == argument => label,
        Some(result) => format!("{label} → {result}"),
    }
}
