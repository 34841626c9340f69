use std::error::Error;

use lockstep_history::Value;

/// What causes faults in the system while clients use it.
pub trait Nemesis: Send + Sync {
    /// A fault that it can cause, or the end of one.
    type Fault;

    /// Makes the nemesis ready, before the first operation.
    ///
    /// # Errors
    ///
    /// What is wrong; then nothing is run.
    fn setup(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(())
    }

    /// Returns the name and the value that the fault has in a history.
    fn describe(&self, fault: &Self::Fault) -> (String, Value);

    /// Causes the fault, and returns what came of it, for the history.
    ///
    /// # Errors
    ///
    /// Why it could not be caused. The history says so, and the run goes on.
    fn cause(&self, fault: &Self::Fault) -> Result<Value, Box<dyn Error + Send + Sync>>;

    /// Ends whatever faults are left, once all clients have ended.
    ///
    /// # Errors
    ///
    /// What is wrong. The history is good all the same.
    fn teardown(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(())
    }
}

/// A nemesis whose type is known only when the program runs.
impl<N: Nemesis + ?Sized> Nemesis for Box<N> {
    type Fault = N::Fault;

    fn setup(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        (**self).setup()
    }

    fn describe(&self, fault: &N::Fault) -> (String, Value) {
        (**self).describe(fault)
    }

    fn cause(&self, fault: &N::Fault) -> Result<Value, Box<dyn Error + Send + Sync>> {
        (**self).cause(fault)
    }

    fn teardown(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        (**self).teardown()
    }
}
