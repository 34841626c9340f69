use std::path::PathBuf;

use lockstep_seed::Seed;
use thiserror::Error;

use crate::lines::View;
use crate::strategy::{Named, ParseNamedError};
use crate::trace::{ReadTraceError, Trace};

/// What the environment changes in the options for one run.
///
/// | variable                   | value                                                          |
/// |----------------------------|----------------------------------------------------------------|
/// | `LOCKSTEP_SEED`            | the seed                                                       |
/// | `LOCKSTEP_ITERATIONS`      | how many executions there are, at most                         |
/// | `LOCKSTEP_STRATEGY`        | the name of a strategy                                         |
/// | `LOCKSTEP_REPLAY`          | a trace: it is run again, and nothing else, if it is this test's |
/// | `LOCKSTEP_SHRINK`          | a trace: a simpler one is looked for, if it is this test's        |
/// | `LOCKSTEP_NO_CAUSAL_SLICE` | `1`: reports show every step                                   |
/// | `LOCKSTEP_TRACES`          | the directory that traces are written to                       |
/// | `LOCKSTEP_PROGRESS`        | `0`: nothing is shown of how far a search has come             |
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Environment {
    pub(crate) seed: Option<Seed>,
    pub(crate) iterations: Option<u64>,
    pub(crate) strategy: Option<Named>,
    pub(crate) replay: Option<(PathBuf, Trace)>,
    pub(crate) shrink: Option<(PathBuf, Trace)>,
    pub(crate) view: Option<View>,
    pub(crate) traces: Option<PathBuf>,
    pub(crate) hides_progress: bool,
}

/// A variable of the environment whose value cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// It is none of those that it can be.
    #[error("{variable} is {value:?}; expected {expected}")]
    Value {
        /// Which variable.
        variable: &'static str,
        /// Its value.
        value: String,
        /// What it can be.
        expected: String,
    },
    /// It names no strategy.
    #[error("LOCKSTEP_STRATEGY: {0}")]
    Strategy(#[from] ParseNamedError),
    /// It names a file that is no trace.
    #[error("{variable}: {error}")]
    Trace {
        /// Which variable.
        variable: &'static str,
        /// What is wrong with the file.
        error: ReadTraceError,
    },
}

impl Environment {
    /// Reads the variables of this process.
    pub(crate) fn read() -> Result<Self, EnvironmentError> {
        // What is no Unicode is no value of any of these, and is named in the error with its marks.
        Self::from_lookup(|name| {
            std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
        })
    }

    pub(crate) fn from_lookup(
        lookup: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, EnvironmentError> {
        let get = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let seed = get("LOCKSTEP_SEED").map(|value| {
            let wrong = |_| wrong("LOCKSTEP_SEED", &value, "an integer from 0 to 2^64 - 1");
            value.parse().map_err(wrong)
        });
        let iterations = get("LOCKSTEP_ITERATIONS").map(|value| {
            let number = value.parse().ok().filter(|number| *number > 0);
            number.ok_or_else(|| wrong("LOCKSTEP_ITERATIONS", &value, "an integer from 1"))
        });
        let view = get("LOCKSTEP_NO_CAUSAL_SLICE").map(|value| match value.as_str() {
            "1" => Ok(View::Everything),
            "0" => Ok(View::Slice),
            value => Err(wrong("LOCKSTEP_NO_CAUSAL_SLICE", value, "0 or 1")),
        });
        let hides_progress = get("LOCKSTEP_PROGRESS").map(|value| match value.as_str() {
            "0" => Ok(true),
            "1" => Ok(false),
            value => Err(wrong("LOCKSTEP_PROGRESS", value, "0 or 1")),
        });
        let strategy = get("LOCKSTEP_STRATEGY").map(|value| value.parse());
        let trace = |variable| {
            let read = |value| {
                let path = PathBuf::from(value);
                let trace = Trace::read(&path);
                trace.map_or_else(
                    |error| Err(EnvironmentError::Trace { variable, error }),
                    |trace| Ok((path, trace)),
                )
            };
            get(variable).map(read).transpose()
        };
        Ok(Self {
            seed: seed.transpose()?,
            iterations: iterations.transpose()?,
            strategy: strategy.transpose()?,
            replay: trace("LOCKSTEP_REPLAY")?,
            shrink: trace("LOCKSTEP_SHRINK")?,
            view: view.transpose()?,
            traces: get("LOCKSTEP_TRACES").map(PathBuf::from),
            hides_progress: hides_progress.transpose()?.unwrap_or_default(),
        })
    }
}

fn wrong(variable: &'static str, value: &str, expected: &str) -> EnvironmentError {
    EnvironmentError::Value {
        variable,
        value: value.into(),
        expected: expected.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use lockstep_seed::Seed;

    use super::Environment;
    use crate::View;
    use crate::strategy::Named;

    fn read(name: &str, value: &str) -> Result<Environment, String> {
        let lookup = |asked: &str| (asked == name).then(|| value.to_owned());
        Environment::from_lookup(lookup).map_err(|error| error.to_string())
    }

    #[test]
    fn reads_each_variable() {
        assert_eq!(
            read("LOCKSTEP_SEED", "0x2a").unwrap().seed,
            Some(Seed::from(42))
        );
        assert_eq!(
            read("LOCKSTEP_ITERATIONS", "7").unwrap().iterations,
            Some(7)
        );
        let strategy = read("LOCKSTEP_STRATEGY", "random").unwrap().strategy;
        assert_eq!(strategy, Some(Named::Random));
        let view = read("LOCKSTEP_NO_CAUSAL_SLICE", "1").unwrap().view;
        assert_eq!(view, Some(View::Everything));
        let traces = read("LOCKSTEP_TRACES", "out").unwrap().traces;
        assert_eq!(traces, Some(PathBuf::from("out")));
        assert!(read("LOCKSTEP_PROGRESS", "0").unwrap().hides_progress);
        assert_eq!(read("LOCKSTEP_SEED", "").unwrap(), Environment::default());
    }

    #[test]
    fn says_what_a_value_should_be() {
        let error = |name, value| read(name, value).unwrap_err();
        assert_eq!(
            error("LOCKSTEP_SEED", "-1"),
            "LOCKSTEP_SEED is \"-1\"; expected an integer from 0 to 2^64 - 1"
        );
        assert_eq!(
            error("LOCKSTEP_ITERATIONS", "0"),
            "LOCKSTEP_ITERATIONS is \"0\"; expected an integer from 1"
        );
        assert_eq!(
            error("LOCKSTEP_NO_CAUSAL_SLICE", "yes"),
            "LOCKSTEP_NO_CAUSAL_SLICE is \"yes\"; expected 0 or 1"
        );
        let missing = error("LOCKSTEP_REPLAY", "none.lockstep");
        assert!(
            missing.starts_with("LOCKSTEP_REPLAY: none.lockstep: "),
            "{missing}"
        );
    }
}
