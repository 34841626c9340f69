use lockstep::history::{Codec, Expected, Value};
use lockstep::models::{
    Bank, CasRegister, Counter, FailedCas, FifoQueue, GrowSet, Kv, Log, Model, MultiRegister,
    Mutex, NullReads, Overdrafts, OwnedMutex, PriorityQueue, Register, Set, Stack, UniqueIds,
    UnorderedQueue,
};
use lockstep::workloads::Play;

use crate::model_name::ModelName;

/// What every model of the catalog is: it can be checked, read from a file, and played.
pub(crate) trait Known:
    Play + Codec<Op = <Self as Model>::Op, Ret = <Self as Model>::Ret> + Sync + 'static
{
}

impl<M> Known for M where
    M: Play + Codec<Op = <M as Model>::Op, Ret = <M as Model>::Ret> + Sync + 'static
{
}

/// Something to do with a model whose type is known only when the command runs.
pub(crate) trait Visit {
    type Output;

    fn visit<M: Known>(self, model: M) -> Self::Output;
}

/// How a model is built.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Settings {
    /// The state before the first operation; `None` for the model's own.
    pub(crate) initial: Option<Value>,
    pub(crate) null_reads: NullReads,
    pub(crate) failed_cas: FailedCas,
    pub(crate) overdrafts: Overdrafts,
}

impl ModelName {
    /// Builds the model of this name and hands it to `visit`.
    ///
    /// This is the only place where names become types.
    pub(crate) fn visit<V: Visit>(
        self,
        settings: &Settings,
        visit: V,
    ) -> Result<V::Output, Expected> {
        let &Settings {
            ref initial,
            null_reads,
            failed_cas,
            overdrafts,
        } = settings;
        macro_rules! built {
            ($model:ty) => {
                match initial {
                    Some(state) => <$model>::from_initial(state)?,
                    None => <$model>::default(),
                }
            };
        }
        Ok(match self {
            ModelName::Register => visit.visit(built!(Register).null_reads(null_reads)),
            ModelName::CasRegister => {
                let register = built!(CasRegister).null_reads(null_reads);
                visit.visit(register.failed_cas(failed_cas))
            }
            ModelName::MultiRegister => visit.visit(built!(MultiRegister).null_reads(null_reads)),
            ModelName::Kv => visit.visit(built!(Kv)),
            ModelName::FifoQueue => visit.visit(built!(FifoQueue)),
            ModelName::UnorderedQueue => visit.visit(built!(UnorderedQueue)),
            ModelName::Stack => visit.visit(built!(Stack)),
            ModelName::PriorityQueue => visit.visit(built!(PriorityQueue)),
            ModelName::Set => visit.visit(built!(Set)),
            ModelName::GrowSet => visit.visit(built!(GrowSet)),
            ModelName::Counter => visit.visit(built!(Counter)),
            ModelName::Mutex => visit.visit(built!(Mutex)),
            ModelName::OwnedMutex => visit.visit(built!(OwnedMutex)),
            ModelName::Log => visit.visit(built!(Log)),
            ModelName::Bank => visit.visit(built!(Bank).overdrafts(overdrafts)),
            ModelName::UniqueIds => visit.visit(built!(UniqueIds)),
        })
    }
}
