use std::borrow::Cow;

use crate::TaskId;

/// What a task is called.
#[derive(Clone, Debug, Default)]
pub(crate) enum Name {
    #[default]
    Nothing,
    Given(String),
    /// It goes from one task to another, and is called by them: few executions are looked at closely enough
    /// to need it in words.
    Between(TaskId, TaskId),
}

impl Name {
    pub(crate) fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Nothing => None,
            Self::Given(name) => Some(Cow::Borrowed(name)),
            Self::Between(from, to) => Some(Cow::Owned(format!("{from} -> {to}"))),
        }
    }
}

impl From<Option<String>> for Name {
    fn from(name: Option<String>) -> Self {
        name.map_or(Self::Nothing, Self::Given)
    }
}
