use std::fmt;
use std::panic::Location;

use crate::Pid;
use crate::pid::send;
use crate::process::Process;
use crate::system::system;
use crate::wire::Manner;

/// What has become of a registration.
pub enum RegistryNews<K, M, V> {
    /// A process has registered.
    Registered {
        /// Under which key.
        key: K,
        /// Who.
        pid: Pid<M>,
        /// With which value.
        value: V,
    },
    /// A process has unregistered, or has ended.
    Unregistered {
        /// Under which key it was registered.
        key: K,
        /// Who.
        pid: Pid<M>,
    },
}

/// What tells somebody of registrations.
pub(super) type Listener<K, M, V> =
    Box<dyn Fn(&Process, RegistryNews<K, M, V>, Manner, &'static Location<'static>)>;

/// Makes what sends news to a process, as messages that `make` makes.
pub(super) fn listener<K, M, V, L: Send + 'static>(
    to: Pid<L>,
    make: impl Fn(RegistryNews<K, M, V>) -> L + 'static,
) -> Listener<K, M, V> {
    Box::new(move |from, news, manner, location| {
        let to = system().process(to.id());
        send(&system(), from, &to, make(news), manner, location);
    })
}

impl<K: Clone, M, V: Clone> Clone for RegistryNews<K, M, V> {
    fn clone(&self) -> Self {
        match self {
            Self::Registered { key, pid, value } => Self::Registered {
                key: key.clone(),
                pid: *pid,
                value: value.clone(),
            },
            Self::Unregistered { key, pid } => Self::Unregistered {
                key: key.clone(),
                pid: *pid,
            },
        }
    }
}

impl<K: fmt::Debug, M, V: fmt::Debug> fmt::Debug for RegistryNews<K, M, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registered { key, pid, value } => {
                write!(f, "{pid} has registered under {key:?} with {value:?}")
            }
            Self::Unregistered { key, pid } => write!(f, "{pid} is not under {key:?} any more"),
        }
    }
}
