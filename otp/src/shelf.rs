use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

use crate::system::{place, system};

/// What processes of an execution share and know by a handle: tables, registries.
#[derive(Default)]
pub(crate) struct Shelf(RefCell<Vec<Rc<dyn Any>>>);

/// A handle of something on the shelf, which may be copied and sent.
pub(crate) struct Handle<T> {
    execution: u32,
    place: usize,
    of: PhantomData<fn() -> T>,
}

impl Shelf {
    /// Puts something on the shelf, which `make` makes of its handle.
    pub(crate) fn put<T: 'static>(&self, make: impl FnOnce(Handle<T>) -> T) -> (Handle<T>, Rc<T>) {
        let mut things = self.0.borrow_mut();
        let handle = Handle {
            execution: place().execution,
            place: things.len(),
            of: PhantomData,
        };
        let thing = Rc::new(make(handle));
        things.push(Rc::clone(&thing) as Rc<dyn Any>);
        (handle, thing)
    }
}

impl<T: 'static> Handle<T> {
    /// Returns what it stands for.
    ///
    /// # Panics
    ///
    /// Outside of its execution.
    pub(crate) fn get(self) -> Rc<T> {
        assert!(
            place().execution == self.execution,
            "a {} of another execution is used here",
            std::any::type_name::<T>()
        );
        let things = system();
        let thing = Rc::clone(&things.shelf.0.borrow()[self.place]);
        let thing = thing.downcast();
        thing.unwrap_or_else(|_| unreachable!("a handle knows what it stands for"))
    }
}

impl<T> Handle<T> {
    /// Returns a number that no other handle of the execution has.
    pub(crate) fn place(self) -> usize {
        self.place
    }
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Handle<T> {}

impl<T> PartialEq for Handle<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.execution, self.place) == (other.execution, other.place)
    }
}

impl<T> Eq for Handle<T> {}
