use std::any::Any;
use std::cell::RefCell;
use std::panic::PanicHookInfo;
use std::sync::Once;

use crate::failure::relative;
use crate::world::is_controlled;

/// What a panic said, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) message: String,
    pub(crate) location: Option<String>,
}

thread_local! {
    static LAST: RefCell<Option<Said>> = const { RefCell::new(None) };
}

/// Sees to it that a panic in a controlled task is kept for the report instead of being printed each
/// time that a schedule brings it about. All others are printed as before.
pub(crate) fn capture_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if is_controlled() {
                LAST.set(Some(said(info)));
            } else {
                before(info);
            }
        }));
    });
}

/// Returns the message of the last panic on this thread.
pub(crate) fn last_message() -> Option<String> {
    LAST.with_borrow(|last| last.as_ref().map(|said| said.message.clone()))
}

/// Returns what the last panic on this thread said, and forgets it.
pub(crate) fn take_last(payload: &(dyn Any + Send)) -> Said {
    LAST.take().unwrap_or_else(|| Said {
        message: message(payload),
        location: None,
    })
}

fn said(info: &PanicHookInfo<'_>) -> Said {
    let at = |location: &std::panic::Location<'_>| {
        let (line, column) = (location.line(), location.column());
        format!("{}:{line}:{column}", relative(location.file()))
    };
    Said {
        message: message(info.payload()),
        location: info.location().map(at),
    }
}

fn message(payload: &(dyn Any + Send)) -> String {
    match (
        payload.downcast_ref::<&str>(),
        payload.downcast_ref::<String>(),
    ) {
        (Some(text), _) => (*text).into(),
        (_, Some(text)) => text.clone(),
        _ => "something that is no text".into(),
    }
}
