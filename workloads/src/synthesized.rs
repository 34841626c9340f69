use std::collections::HashMap;
use std::fmt::Write;

use lockstep_history::{Codec, Event, History, Value};
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

    /// Returns the history of one object.
    ///
    /// # Panics
    ///
    /// If there are several objects: see [`Synthesized::to_json_lines`] for those.
    pub fn into_history(self) -> History<Op, Ret> {
        let objects = self.objects;
        assert_eq!(objects, 1, "{objects} objects have no one history");
        let events = self.events.into_iter().map(|(_, event)| event);
        History::from_events(events).expect("clients that are simulated keep the rules")
    }

    /// Writes the history as JSON lines; values of several objects as `[key, value]`.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_models::Counter;
    /// use lockstep_seed::Seed;
    /// use lockstep_workloads::Synth;
    ///
    /// let counter = Counter::new();
    /// let synthesized = Synth::new(Seed::from(42)).operations(2).processes(1).run(&counter)?;
    /// let expected = r#"
    /// {"process": 0, "type": "invoke", "f": "add", "value": 2}
    /// {"process": 0, "type": "ok", "f": "add", "value": 2}
    /// {"process": 0, "type": "invoke", "f": "read", "value": null}
    /// {"process": 0, "type": "ok", "f": "read", "value": 2}
    /// "#;
    /// assert_eq!(synthesized.to_json_lines(&counter), expected.trim_start());
    /// # Ok::<(), lockstep_workloads::SynthError>(())
    /// ```
    pub fn to_json_lines(&self, codec: &impl Codec<Op = Op, Ret = Ret>) -> String {
        let mut text = String::new();
        let mut open = HashMap::new();
        for (object, event) in &self.events {
            let (process, kind, value) = match event {
                Event::Invoke(process, op) => {
                    open.insert(process, op);
                    (process, "invoke", None)
                }
                Event::Ok(process, ret) => (process, "ok", Some(ret)),
                Event::Fail(process) => (process, "fail", None),
                Event::Info(process) => (process, "info", None),
            };
            let op = open[process];
            let (f, invoked) = codec.write_op(op);
            let value = value.map_or(invoked, |ret| codec.write_ret(op, ret));
            let value = self.keyed(*object, value);
            let line = format_args!(
                r#"{{"process": {process}, "type": "{kind}", "f": "{f}", "value": {value}}}"#
            );
            writeln!(text, "{line}").expect("a string takes all that is written");
        }
        text
    }

    fn keyed(&self, object: u32, value: Value) -> Value {
        if self.objects == 1 {
            value
        } else {
            Value::list([i64::from(object).into(), value])
        }
    }
}
