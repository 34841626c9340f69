use std::fmt;

use clap::ValueEnum;
use lockstep::models::{
    Bank, CasRegister, Counter, FifoQueue, GrowSet, Log, MultiRegister, OwnedMutex, Register,
    Stack, UniqueIds,
};
use lockstep::workloads::Ready;

use super::servers::Serves;
use crate::model_name::ModelName;

/// A workload that can be taken as it is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum WorkloadName {
    Register,
    CasRegister,
    MultiRegister,
    Queue,
    Stack,
    Set,
    Counter,
    Mutex,
    Log,
    Bank,
    UniqueIds,
}

/// Something to do with a workload whose types are known only when the command runs.
pub(crate) trait VisitWorkload {
    type Output;

    fn visit<R: Runnable>(self) -> Self::Output;
}

/// A workload that can be run against every client that was built in.
pub(crate) trait Runnable: Ready + Serves {}

impl<R: Ready + Serves> Runnable for R {}

impl WorkloadName {
    /// Hands the type of the workload to `visit`; this is the only place where names become types.
    pub(crate) fn visit<V: VisitWorkload>(self, visit: V) -> V::Output {
        match self {
            WorkloadName::Register => visit.visit::<Register<i64>>(),
            WorkloadName::CasRegister => visit.visit::<CasRegister<i64>>(),
            WorkloadName::MultiRegister => visit.visit::<MultiRegister<i64, i64>>(),
            WorkloadName::Queue => visit.visit::<FifoQueue<i64>>(),
            WorkloadName::Stack => visit.visit::<Stack<i64>>(),
            WorkloadName::Set => visit.visit::<GrowSet<i64>>(),
            WorkloadName::Counter => visit.visit::<Counter>(),
            WorkloadName::Mutex => visit.visit::<OwnedMutex>(),
            WorkloadName::Log => visit.visit::<Log<i64>>(),
            WorkloadName::Bank => visit.visit::<Bank<i64>>(),
            WorkloadName::UniqueIds => visit.visit::<UniqueIds<i64>>(),
        }
    }
}

impl WorkloadName {
    /// Returns the model of its object.
    pub(crate) fn model(self) -> ModelName {
        struct Model;

        impl VisitWorkload for Model {
            type Output = &'static str;

            fn visit<R: Runnable>(self) -> &'static str {
                R::MODEL
            }
        }

        ModelName::from_str(self.visit(Model), false).expect("its object is in the catalog")
    }
}

impl fmt::Display for WorkloadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Name;

        impl VisitWorkload for Name {
            type Output = &'static str;

            fn visit<R: Runnable>(self) -> &'static str {
                R::NAME
            }
        }

        f.write_str(self.visit(Name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_workloads() {
        for name in WorkloadName::value_variants() {
            let value = name.to_possible_value().expect("none is left out");
            assert_eq!(value.get_name(), name.to_string());
            name.model();
        }
    }
}
