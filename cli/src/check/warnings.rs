use lockstep::checker::{Suspicion, Verdict};
use lockstep::history::{History, Independent, Recording};
use lockstep::models::Model;

use crate::model_name::ModelName;

/// A history that was judged, and what it was judged as.
pub(crate) struct Judged<'a> {
    pub(crate) recording: &'a Recording,
    pub(crate) name: ModelName,
    pub(crate) independent: Independent,
}

impl Judged<'_> {
    /// Says what makes the recording look wrong, and the options that read it otherwise.
    pub(crate) fn warnings<M: Model>(
        &self,
        model: &M,
        history: &History<M::Op, M::Ret>,
        verdict: &Verdict,
    ) -> Vec<String> {
        let mut suspicions = Suspicion::of_recording(self.recording, self.independent);
        if asks_in_pairs(self.name) {
            suspicions.retain(|suspicion| *suspicion != Suspicion::LooksKeyed);
        }
        if !verdict.is_valid() {
            suspicions.extend(Suspicion::of_history(model, history));
        }
        let warning =
            |suspicion: &Suspicion| format!("{suspicion}{}", self.hint(history, suspicion));
        suspicions.iter().map(warning).collect()
    }

    /// Names the option that reads such a history otherwise, if there is one.
    fn hint<Op, Ret>(&self, history: &History<Op, Ret>, suspicion: &Suspicion) -> &'static str {
        let Suspicion::SeenThoughUnwritten { operation, .. } = suspicion else {
            return "";
        };
        match history.operations()[*operation as usize].completed {
            Some(event) if self.recording.event(event).value().is_null() => {
                "; if null says that nobody looked, try --null-reads unknown"
            }
            _ => "",
        }
    }
}

/// Returns true if the object's own operations are all asked for in pairs, as those of a map are.
fn asks_in_pairs(name: ModelName) -> bool {
    let mut operations = name.entry().operations.iter();
    operations.all(|operation| operation.invoke.starts_with('['))
}
