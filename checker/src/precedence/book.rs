use hashbrown::HashMap;
use lockstep_history::{History, Outcome, Value};
use lockstep_models::{Datum, Model, Next, Parts, View};

/// Who wrote what, and who read what, looked up one operation at a time.
///
/// It is there to check what the searches say, and shares nothing with them.
pub(crate) struct Book<'a, M: Model> {
    model: &'a M,
    history: &'a History<M::Op, M::Ret>,
    writers: HashMap<Content<'a>, Vec<u32>>,
    readers: HashMap<Content<'a>, u32>,
}

/// A register: an independent key, and a part where objects have such.
pub(crate) type Place<'a> = (Option<&'a Value>, Option<&'a dyn Datum>);
type Content<'a> = (Place<'a>, &'a dyn Datum);

impl<'a, M: Model> Book<'a, M> {
    pub(crate) fn new(model: &'a M, history: &'a History<M::Op, M::Ret>) -> Self {
        let mut book = Self {
            model,
            history,
            writers: HashMap::new(),
            readers: HashMap::new(),
        };
        for operation in (0u32..).take(history.operations().len()) {
            if let Some(content) = book.written(operation) {
                book.writers.entry(content).or_default().push(operation);
            }
            if let Some(content) = book.read(operation) {
                *book.readers.entry(content).or_default() += 1;
            }
        }
        book
    }

    /// Returns the register and the value that an operation read, if it did.
    pub(crate) fn read(&self, operation: u32) -> Option<Content<'a>> {
        match self.view(operation)? {
            (register, View::Read(value) | View::Swap(value, _)) => Some((register, value)),
            (register, View::MaySwap(value, other)) if value != other => Some((register, value)),
            _ => None,
        }
    }

    /// Returns the register and the value that an operation wrote, or may have.
    pub(crate) fn written(&self, operation: u32) -> Option<Content<'a>> {
        match self.view(operation)? {
            (register, View::Write(value)) => Some((register, value)),
            (register, View::Swap(other, value) | View::MaySwap(other, value))
                if value != other =>
            {
                Some((register, value))
            }
            _ => None,
        }
    }

    /// Returns true if the first operation wrote what the second read, and nothing else can have.
    pub(crate) fn is_source(&self, write: u32, read: u32) -> bool {
        let Some(content) = self.read(read) else {
            return false;
        };
        self.writers(content) == [write] && !self.was_there_at_the_start(read)
    }

    /// Returns the one operation that wrote what this one read; `None` if nobody did.
    pub(crate) fn source(&self, read: u32) -> Option<u32> {
        let writers = self.writers(self.read(read)?);
        writers.first().copied()
    }

    /// Returns true if nobody wrote what the operation read.
    pub(crate) fn is_unwritten(&self, read: u32) -> bool {
        self.read(read)
            .is_some_and(|content| self.writers(content).is_empty())
    }

    /// Returns true if both write, and write the same register.
    pub(crate) fn write_together(&self, one: u32, other: u32) -> bool {
        let register = |operation| self.written(operation).map(|(register, _)| register);
        one != other && register(one).is_some() && register(one) == register(other)
    }

    /// Returns true if the first reads the register that the second writes.
    pub(crate) fn overwrites(&self, read: u32, write: u32) -> bool {
        let register = |content: Option<Content<'a>>| content.map(|(register, _)| register);
        let read_register = register(self.read(read));
        read != write && read_register.is_some() && read_register == register(self.written(write))
    }

    /// Returns true if what the operation read was there at the start.
    pub(crate) fn was_there_at_the_start(&self, read: u32) -> bool {
        let operation = &self.history.operations()[read as usize];
        let (initial, op) = (self.model.initial(), &operation.op);
        match &operation.outcome {
            Outcome::Done(ret) => self.model.step(&initial, op, ret.as_ref()) != Next::None,
            Outcome::Failed => false,
            Outcome::Unknown => match self.model.step(&initial, op, None) {
                Next::None => false,
                Next::One(state) => state != initial,
                Next::Many(states) => states.iter().any(|state| *state != initial),
            },
        }
    }

    /// Returns true if the operation took effect for sure: it returned, or somebody saw what it wrote.
    pub(crate) fn took_effect(&self, operation: u32) -> bool {
        match self.history.operations()[operation as usize].outcome {
            Outcome::Done(_) => true,
            Outcome::Failed => false,
            Outcome::Unknown => {
                let written = self.written(operation);
                written.is_some_and(|content| self.readers.contains_key(&content))
            }
        }
    }

    fn writers(&self, content: Content<'a>) -> &[u32] {
        self.writers.get(&content).map_or(&[], Vec::as_slice)
    }

    fn view(&self, operation: u32) -> Option<(Place<'a>, View<'a>)> {
        let operation = &self.history.operations()[operation as usize];
        let ret = match &operation.outcome {
            Outcome::Failed => return None,
            Outcome::Done(ret) => ret.as_ref(),
            Outcome::Unknown => None,
        };
        let part = match self.model.parts(&operation.op) {
            Parts::Whole => None,
            Parts::One(part) => Some(part),
            Parts::Many(parts) => parts.first().copied(),
        };
        let register = (operation.key.as_ref(), part);
        Some((register, self.model.view(&operation.op, ret)))
    }
}
