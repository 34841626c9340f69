use lockstep::history::{EventRef, Independent, Kind, Recording, Value};
use thiserror::Error;

use crate::model_name::ModelName;

/// Why the names of operations do not tell the model.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum InferError {
    #[error(
        "{} of {}; say which: {}",
        are_operations(names),
        listed(models.iter(), "and"),
        listed(models.iter().map(|model| format!("--model {model}")), "or")
    )]
    Several {
        names: Vec<String>,
        models: Vec<ModelName>,
    },
    #[error("no model has {}; `lockstep models` lists them", listed(names.iter(), "and"))]
    None { names: Vec<String> },
}

/// Finds the model whose operations have the names that clients use; `None` if they use none.
///
/// Of two models that nothing but the intention tells apart it is the one that promises less.
pub(crate) fn model(recording: &Recording) -> Result<Option<ModelName>, InferError> {
    let mut names: Vec<&str> = Vec::new();
    for event in invocations(recording) {
        if !names.contains(&event.f()) {
            names.push(event.f());
        }
    }
    if names.is_empty() {
        return Ok(None);
    }
    let knows_all = |model: &ModelName| names.iter().all(|name| model.knows(name));
    let fitting: Vec<_> = ModelName::all()
        .map(|(model, _)| model)
        .filter(knows_all)
        .collect();
    let plainest: Vec<_> = fitting
        .iter()
        .copied()
        .filter(|model| plainer(*model).is_none_or(|plainer| !fitting.contains(&plainer)))
        .collect();
    let names = names.into_iter().map(str::to_owned).collect();
    match plainest[..] {
        [] => Err(InferError::None { names }),
        [model] => Ok(Some(model)),
        _ => Err(InferError::Several {
            names,
            models: plainest,
        }),
    }
}

/// Returns the model that promises less than this one, about operations of the same names.
fn plainer(model: ModelName) -> Option<ModelName> {
    match model {
        ModelName::CasRegister => Some(ModelName::Register),
        ModelName::OwnedMutex => Some(ModelName::Mutex),
        _ => None,
    }
}

/// Finds out whether values are `[key, value]`.
///
/// They are if every invocation has a pair, and those that have nothing to say, such as reads, have
/// null behind the key: no single object is asked like that.
pub(crate) fn keys(recording: &Recording, model: ModelName) -> Independent {
    let says_nothing = |f: &str| {
        let mut operations = model.entry().operations.iter();
        operations.any(|operation| operation.f == f && operation.invoke == "null")
    };
    let mut keyed = 0_u32;
    for event in invocations(recording) {
        match (event.value().as_pair(), says_nothing(event.f())) {
            (Some((_, Value::Null)), true) => keyed += 1,
            (Some(_), false) => {}
            _ => return Independent::No,
        }
    }
    if keyed == 0 {
        Independent::No
    } else {
        Independent::Yes
    }
}

fn invocations(recording: &Recording) -> impl Iterator<Item = EventRef<'_>> {
    let events = recording.events();
    events.filter(|event| event.kind() == Kind::Invoke && event.client().is_some())
}

fn are_operations(names: &[String]) -> String {
    let verb = if names.len() == 1 {
        "is an operation"
    } else {
        "are operations"
    };
    format!("{} {verb}", listed(names.iter(), "and"))
}

/// Writes items as one does in a sentence: `a, b and c`.
fn listed(items: impl Iterator<Item = impl ToString>, conjunction: &str) -> String {
    let mut items: Vec<_> = items.map(|item| item.to_string()).collect();
    match items.pop() {
        None => String::new(),
        Some(only) if items.is_empty() => only,
        Some(last) => format!("{} {conjunction} {last}", items.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use lockstep::history::ReadOptions;

    use super::*;

    fn recording(operations: &[(&str, &str)]) -> Recording {
        let line = |(process, (f, value)): (usize, &(&str, &str))| {
            format!(r#"{{"process": {process}, "type": "invoke", "f": "{f}", "value": {value}}}"#)
        };
        let lines: Vec<_> = operations.iter().enumerate().map(line).collect();
        let text = lines.join("\n");
        Recording::from_bytes(text.as_bytes(), "-", None, ReadOptions::default()).unwrap()
    }

    fn inferred(names: &[&str]) -> Result<Option<ModelName>, InferError> {
        let operations: Vec<_> = names.iter().map(|name| (*name, "null")).collect();
        model(&recording(&operations))
    }

    #[test]
    fn names_tell_the_model() {
        assert_eq!(inferred(&["read", "write"]), Ok(Some(ModelName::Register)));
        assert_eq!(inferred(&["cas", "read"]), Ok(Some(ModelName::CasRegister)));
        assert_eq!(
            inferred(&["pop", "insert"]),
            Ok(Some(ModelName::PriorityQueue))
        );
        assert_eq!(inferred(&["acquire"]), Ok(Some(ModelName::Mutex)));
    }

    #[test]
    fn names_that_several_models_know_are_not_guessed() {
        let says = inferred(&["enqueue", "dequeue"]).unwrap_err().to_string();
        assert_eq!(
            says,
            "enqueue and dequeue are operations of fifo-queue and unordered-queue; \
             say which: --model fifo-queue or --model unordered-queue"
        );
        let says = inferred(&["add", "read"]).unwrap_err().to_string();
        assert!(says.contains("grow-set and counter"), "{says}");
    }

    #[test]
    fn names_that_no_model_knows_are_named() {
        let says = inferred(&["read", "reed"]).unwrap_err().to_string();
        assert_eq!(
            says,
            "no model has read and reed; `lockstep models` lists them"
        );
    }

    #[test]
    fn keys_are_found_where_reads_carry_them() {
        let keyed = recording(&[("write", "[1, 2]"), ("read", "[1, null]")]);
        assert_eq!(keys(&keyed, ModelName::Register), Independent::Yes);
        let pairs = recording(&[("write", "[1, 2]"), ("read", "null")]);
        assert_eq!(keys(&pairs, ModelName::Register), Independent::No);
        let elements = recording(&[("add", "[1, 2]"), ("contains", "[1, 2]")]);
        assert_eq!(keys(&elements, ModelName::Set), Independent::No);
    }
}
