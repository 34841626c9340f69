use std::fmt;

use clap::ValueEnum;

use crate::model_name::ModelName;

/// What judges histories by a rule of its own, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum JudgeName {
    /// Every read of a bank has all accounts, and their sum never changes.
    Bank,
    /// No id is given out twice.
    UniqueIds,
    /// What goes into a queue comes out, once.
    TotalQueue,
    /// What was added to a set is seen from then on.
    SetFull,
    /// Every read of a counter is between two sums; necessary, not sufficient.
    CounterBounds,
    /// Every operation succeeded at least once.
    Stats,
}

impl JudgeName {
    /// Returns the model whose operations it judges; `None` if any will do.
    pub(crate) fn model(self) -> Option<ModelName> {
        match self {
            JudgeName::Bank => Some(ModelName::Bank),
            JudgeName::UniqueIds => Some(ModelName::UniqueIds),
            JudgeName::TotalQueue => Some(ModelName::UnorderedQueue),
            JudgeName::SetFull => Some(ModelName::GrowSet),
            JudgeName::CounterBounds => Some(ModelName::Counter),
            JudgeName::Stats => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            JudgeName::Bank => "bank",
            JudgeName::UniqueIds => "unique-ids",
            JudgeName::TotalQueue => "total-queue",
            JudgeName::SetFull => "set-full",
            JudgeName::CounterBounds => "counter-bounds",
            JudgeName::Stats => "stats",
        }
    }
}

impl fmt::Display for JudgeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_command_line() {
        for judge in JudgeName::value_variants() {
            let value = judge.to_possible_value().expect("none is hidden");
            assert_eq!(value.get_name(), judge.name());
        }
    }
}
