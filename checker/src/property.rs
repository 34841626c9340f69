use std::fmt;

/// What a check asks of a history.
///
/// Each implies those below it, but for the last two, of which neither implies the other. `Display`
/// writes the adjective: `sequentially consistent`.
///
/// | property              | there is an order of …                                                  |
/// |-----------------------|-------------------------------------------------------------------------|
/// | `Linearizable`        | all operations, one for all, that keeps time                            |
/// | `Sequential`          | all operations, one for all, that keeps what each process did in turn   |
/// | `Causal`              | all writes, one for each process, that keeps causes before their effects |
/// | `CausalConvergence`   | all writes, one for all; a read gets the last one that it can know of   |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Property {
    /// Every operation takes effect at one instant between its start and its end.
    #[default]
    Linearizable,
    /// Some order of all operations keeps the order of each process.
    Sequential,
    /// Each process sees all writes in an order that keeps causality: causal memory.
    Causal,
    /// All processes agree on one order of the writes, which keeps causality.
    CausalConvergence,
}

impl Property {
    /// Returns its name: `linearizable`, `sequential`, `causal` or `causal-convergence`.
    pub fn name(self) -> &'static str {
        match self {
            Property::Linearizable => "linearizable",
            Property::Sequential => "sequential",
            Property::Causal => "causal",
            Property::CausalConvergence => "causal-convergence",
        }
    }
}

impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Property::Linearizable => "linearizable",
            Property::Sequential => "sequentially consistent",
            Property::Causal => "causally consistent",
            Property::CausalConvergence => "causally convergent",
        })
    }
}
