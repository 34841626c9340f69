use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// The name under which a server keeps the objects of a run: runs with two names do not disturb each other.
///
/// It has 1 to 40 small letters, digits and `_`, so that it can be part of a table's name and of a key
/// everywhere.
///
/// # Examples
///
/// ```
/// use lockstep_clients::RunName;
///
/// let run: RunName = "counter_7".parse()?;
/// assert_eq!(run.to_string(), "counter_7");
/// let error = "a run".parse::<RunName>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     r#"the name of the run is "a run"; expected 1 to 40 small letters, digits and _"#
/// );
/// # Ok::<(), lockstep_clients::RunNameError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RunName(String);

/// Says that a text is not the name of a run.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the name of the run is {0:?}; expected 1 to 40 small letters, digits and _")]
pub struct RunNameError(String);

/// With what stands before it, PostgreSQL keeps names of 63 bytes apart.
const LENGTH_MAX: usize = 40;

impl FromStr for RunName {
    type Err = RunNameError;

    fn from_str(text: &str) -> Result<Self, RunNameError> {
        let fits = |letter: u8| matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'_');
        if text.is_empty() || text.len() > LENGTH_MAX || !text.bytes().all(fits) {
            return Err(RunNameError(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl RunName {
    pub(crate) fn as_table(&self) -> String {
        format!("lockstep_{}", self.0)
    }

    pub(crate) fn as_key(&self) -> String {
        format!("lockstep/{}", self.0)
    }
}

impl fmt::Display for RunName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
