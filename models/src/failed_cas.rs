/// What a `cas` tells that ended with `fail`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum FailedCas {
    /// Nothing: it did not happen, for whatever reason.
    #[default]
    Ignored,
    /// That the register did not hold the expected value while it was open, as Porcupine takes it.
    Observes,
}
