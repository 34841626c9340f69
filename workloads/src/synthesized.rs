use lockstep_history::{Event, History};
use lockstep_models::Model;

use crate::Injected;
use crate::simulation::Happened;

/// A synthesized history, and what was made wrong in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Synthesized<Op, Ret> {
    events: Vec<(u32, Event<Op, Ret>)>,
    objects: u32,
    injected: Option<Injected>,
}

impl<Op, Ret> Synthesized<Op, Ret> {
    pub(crate) fn new<M>(
        happened: Vec<Happened<M>>,
        objects: u32,
        injected: Option<Injected>,
    ) -> Self
    where
        M: Model<Op = Op, Ret = Ret>,
    {
        let keyed = |what: Happened<M>| (what.object, what.event);
        Self {
            events: happened.into_iter().map(keyed).collect(),
            objects,
            injected,
        }
    }

    /// Returns the events in their order, each with the number of its object, from 0.
    pub fn events(&self) -> &[(u32, Event<Op, Ret>)] {
        &self.events
    }

    /// Returns where the wrong answer was put, if one was asked for.
    pub fn injected(&self) -> Option<&Injected> {
        self.injected.as_ref()
    }

    /// Returns the history; of several objects, with their numbers as keys.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_models::Counter;
    /// use lockstep_seed::Seed;
    /// use lockstep_workloads::Synth;
    ///
    /// let synth = Synth::new(Seed::from(42)).operations(100);
    /// let one = synth.run(&Counter::new())?.into_history();
    /// assert_eq!(one.operations()[0].key, None);
    /// let three = synth.keys(3).run(&Counter::new())?.into_history();
    /// assert!(three.operations()[0].key < Some(3.into()));
    /// # Ok::<(), lockstep_workloads::SynthError>(())
    /// ```
    ///
    /// # Panics
    ///
    /// Never, as clients that are simulated keep the rules of histories.
    pub fn into_history(self) -> History<Op, Ret> {
        let (objects, events): (Vec<_>, Vec<_>) = self.events.into_iter().unzip();
        let history = History::from_events(events).expect("clients keep the rules of histories");
        if self.objects == 1 {
            return history;
        }
        history.with_keys(|operation| {
            let object = objects[operation.invoked as usize];
            Some(i64::from(object).into())
        })
    }
}
