use std::sync::Arc;

use crate::{Ask, Context, Generator};

/// Gives the ops in their order, each once.
///
/// A list of no ops is done at once.
///
/// # Examples
///
/// ```
/// use lockstep_generator::{Generator, list};
///
/// let ops: Vec<&str> = list(["create", "write", "read"]).iter().collect();
/// assert_eq!(ops, ["create", "write", "read"]);
/// ```
pub fn list<Op>(ops: impl IntoIterator<Item = Op>) -> List<Op> {
    List {
        ops: ops.into_iter().collect(),
        position: 0,
    }
}

/// A fixed sequence: what [`list`] builds.
#[derive(Debug, PartialEq, Eq)]
pub struct List<Op> {
    ops: Arc<[Op]>,
    // invariant: at most the number of ops
    position: usize,
}

impl<Op> Clone for List<Op> {
    fn clone(&self) -> Self {
        Self {
            ops: Arc::clone(&self.ops),
            position: self.position,
        }
    }
}

impl<Op: Clone> Generator for List<Op> {
    type Op = Op;

    #[inline]
    fn ask(&mut self, _: &Context) -> Ask<Op> {
        let Some(op) = self.ops.get(self.position) else {
            return Ask::Done;
        };
        self.position += 1;
        Ask::Op(op.clone())
    }
}
