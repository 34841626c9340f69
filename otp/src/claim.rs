use std::panic::Location;
use std::rc::Rc;

use crate::process::Process;

/// Where processes have something that goes when they end: names, rows, registrations.
pub(crate) trait Claim {
    /// Lets go of all that a process has there, and tells of it whoever is to know, in the step in which it
    /// ends: nothing here may be a step of its own, or others would see one half gone.
    fn let_go(&self, of: &Process, location: &'static Location<'static>);
}

/// All places where a process has something, each once.
#[derive(Default)]
pub(crate) struct Claims(Vec<Rc<dyn Claim>>);

impl Claims {
    pub(crate) fn add(&mut self, claim: Rc<dyn Claim>) {
        let is_known = self.0.iter().any(|other| Rc::ptr_eq(other, &claim));
        if !is_known {
            self.0.push(claim);
        }
    }
}

impl IntoIterator for Claims {
    type Item = Rc<dyn Claim>;
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
