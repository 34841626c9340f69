use std::fmt;

use clap::ValueEnum;
use lockstep::models::{CatalogEntry, catalog};

/// A model of the catalog, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModelName {
    Register,
    CasRegister,
    MultiRegister,
    Kv,
    FifoQueue,
    UnorderedQueue,
    Stack,
    PriorityQueue,
    Set,
    GrowSet,
    Counter,
    Mutex,
    OwnedMutex,
    Log,
    Bank,
    UniqueIds,
}

impl ModelName {
    /// Returns all models with their entries, in the order of the catalog.
    pub(crate) fn all() -> impl Iterator<Item = (ModelName, &'static CatalogEntry)> {
        Self::value_variants().iter().copied().zip(catalog())
    }

    /// Returns what the catalog says of the model.
    pub(crate) fn entry(self) -> &'static CatalogEntry {
        &catalog()[self as usize]
    }

    /// Returns true if the model has an operation of this name.
    pub(crate) fn knows(self, f: &str) -> bool {
        let mut operations = self.entry().operations.iter();
        operations.any(|operation| operation.f == f)
    }
}

impl fmt::Display for ModelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.entry().name)
    }
}

#[cfg(test)]
mod tests {
    use clap::builder::PossibleValue;

    use super::*;

    #[test]
    fn names_are_those_of_the_catalog() {
        let names = ModelName::value_variants().iter();
        let names: Vec<_> = names.filter_map(ValueEnum::to_possible_value).collect();
        let names: Vec<_> = names.iter().map(PossibleValue::get_name).collect();
        let catalogued: Vec<_> = catalog().iter().map(|entry| entry.name).collect();
        assert_eq!(names, catalogued);
    }
}
