use std::cell::UnsafeCell;
use std::marker::PhantomData;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::lent::{Alone, Among};

/// A value that is reached by whoever has a key to it: one key alone, or several that only read.
///
/// Nobody waits for a key here; that is what locks do that are built on it. A key is no reference, so that
/// it can be kept beside a counted reference to the lock. One that is forgotten stays given away.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::gated::{Lock, OneByOne};
///
/// let lock: Lock<u32, OneByOne> = Lock::new(1);
/// let mut key = lock.exclusive();
/// *lock.get_mut(&mut key) += 1;
/// lock.give_back(&mut key);
/// assert_eq!(lock.into_inner(), 2);
/// ```
#[derive(Debug, Default)]
pub struct Lock<T: ?Sized, Access = OneByOne> {
    /// What tells the lock from all others; 0 until a key was given.
    id: AtomicU64,
    /// How many keys are given that only read; or [`ALONE`].
    // invariant: no other key of this id, or what is lent for one, exists than those counted here
    keys: AtomicUsize,
    access: PhantomData<Access>,
    value: UnsafeCell<T>,
}

/// Of a [`Lock`]: who has a key is alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct OneByOne;

/// Of a [`Lock`]: there may be several keys that only read.
#[derive(Clone, Copy, Debug, Default)]
pub struct SideBySide;

/// The right to read and write what is in a [`Lock`].
#[derive(Debug)]
pub struct Exclusive<T: ?Sized> {
    id: u64,
    /// It gives out references as a box of the value does.
    value: PhantomData<Box<T>>,
}

/// The right to read what is in a [`Lock`].
#[derive(Debug)]
pub struct Shared<T: ?Sized> {
    id: u64,
    value: PhantomData<Box<T>>,
}

macro_rules! key {
    ($key:ident) => {
        impl<T: ?Sized> $key<T> {
            /// Takes it out; what is left opens nothing.
            #[must_use]
            pub fn take(&mut self) -> Self {
                Self {
                    id: std::mem::take(&mut self.id),
                    value: PhantomData,
                }
            }

            /// Returns true if it was given back or taken out.
            pub fn is_spent(&self) -> bool {
                self.id == 0
            }
        }
    };
}

key!(Exclusive);
key!(Shared);

const ALONE: usize = usize::MAX;

static IDS: AtomicU64 = AtomicU64::new(1);

// SAFETY: as std's mutex. A reference to the lock lets another thread move the value out, by a key that
// is alone, for which `T` has to be `Send`. An `Exclusive` one can be seen by two threads at once only if
// it is `Sync` itself, as a box of the value is.
unsafe impl<T: ?Sized + Send> Sync for Lock<T, OneByOne> {}

// SAFETY: as std's rwlock. Besides that, `Shared` keys let several threads read, for which `T` has to be
// `Sync`: to use one, a thread needs a reference to the lock.
unsafe impl<T: ?Sized + Send + Sync> Sync for Lock<T, SideBySide> {}

impl<T, Access> Lock<T, Access> {
    /// Makes a lock around a value, to which no key is given.
    pub const fn new(value: T) -> Self {
        Self {
            id: AtomicU64::new(0),
            keys: AtomicUsize::new(0),
            access: PhantomData,
            value: UnsafeCell::new(value),
        }
    }

    /// Returns the value.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized, Access> Lock<T, Access> {
    /// Returns the value, to which nobody else has a key that is used.
    pub fn value_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }

    /// Gives the only key.
    ///
    /// # Panics
    ///
    /// If another one is given.
    pub fn exclusive(&self) -> Exclusive<T> {
        let free = self
            .keys
            .compare_exchange(0, ALONE, Ordering::Acquire, Ordering::Relaxed);
        assert!(free.is_ok(), "who has a permit is alone");
        Exclusive {
            id: self.id(),
            value: PhantomData,
        }
    }

    /// Returns the value.
    ///
    /// # Panics
    ///
    /// If the key is of another lock.
    pub fn get<'a>(&'a self, key: &'a Exclusive<T>) -> &'a T {
        self.check(key.id);
        // SAFETY: the key is of this lock, whose number no other has, and it is the only one. While the
        // reference lives, the key is borrowed: it is not given back, and nobody writes by it.
        unsafe { &*self.value.get() }
    }

    /// Returns the value, to be changed.
    ///
    /// # Panics
    ///
    /// If the key is of another lock.
    pub fn get_mut<'a>(&'a self, key: &'a mut Exclusive<T>) -> &'a mut T {
        self.check(key.id);
        // SAFETY: as in `get`, and nobody reads by it either, since it is borrowed mutably.
        unsafe { &mut *self.value.get() }
    }

    /// Takes a key back, which opens nothing any more.
    ///
    /// # Panics
    ///
    /// If the key is of another lock.
    pub fn give_back(&self, key: &mut Exclusive<T>) {
        self.check(std::mem::take(&mut key.id));
        self.keys.store(0, Ordering::Release);
    }

    /// Lends the value for the only key.
    ///
    /// # Panics
    ///
    /// If the key is of another lock.
    pub fn lend<'a>(&'a self, key: &mut Exclusive<T>) -> Alone<'a, T> {
        self.check(std::mem::take(&mut key.id));
        // SAFETY: it is the address of a field.
        let value = unsafe { NonNull::new_unchecked(self.value.get()) };
        // SAFETY: the key was the only one, and is none any more. That nobody else gets one is given back
        // by what is returned, and only by that.
        unsafe { Alone::new(value, &self.keys) }
    }

    /// Returns its number, which it is given when it is first needed.
    fn id(&self) -> u64 {
        let known = self.id.load(Ordering::Relaxed);
        if known != 0 {
            return known;
        }
        let fresh = IDS.fetch_add(1, Ordering::Relaxed);
        let set = self
            .id
            .compare_exchange(0, fresh, Ordering::Relaxed, Ordering::Relaxed);
        set.map_or_else(|id| id, |_| fresh)
    }

    fn check(&self, id: u64) {
        let own = self.id.load(Ordering::Relaxed);
        assert!(own == id && id != 0, "this key is of another lock");
    }
}

impl<T: ?Sized> Lock<T, SideBySide> {
    /// Gives a key that only reads.
    ///
    /// # Panics
    ///
    /// If a key is given that writes.
    pub fn shared(&self) -> Shared<T> {
        let more = |keys: usize| (keys < ALONE - 1).then(|| keys + 1);
        let given = self
            .keys
            .fetch_update(Ordering::Acquire, Ordering::Relaxed, more);
        assert!(given.is_ok(), "who has a permit to read meets no writer");
        Shared {
            id: self.id(),
            value: PhantomData,
        }
    }

    /// Returns the value.
    ///
    /// # Panics
    ///
    /// If the key is of another lock.
    pub fn read<'a>(&'a self, key: &'a Shared<T>) -> &'a T {
        self.check(key.id);
        // SAFETY: the key is of this lock, and counted, so that there is none that writes. While the
        // reference lives, the key is borrowed: it is not given back.
        unsafe { &*self.value.get() }
    }

    /// Takes a key back, which opens nothing any more.
    ///
    /// # Panics
    ///
    /// If the key is of another lock.
    pub fn give_back_shared(&self, key: &mut Shared<T>) {
        self.check(std::mem::take(&mut key.id));
        self.keys.fetch_sub(1, Ordering::Release);
    }

    /// Lends the value for a key.
    ///
    /// # Panics
    ///
    /// If the key is of another lock.
    pub fn lend_shared<'a>(&'a self, key: &mut Shared<T>) -> Among<'a, T> {
        self.check(std::mem::take(&mut key.id));
        // SAFETY: it is the address of a field.
        let value = unsafe { NonNull::new_unchecked(self.value.get()) };
        // SAFETY: the key was counted, and is none any more; what is returned is counted in its stead.
        unsafe { Among::new(value, &self.keys) }
    }

    /// Makes a key that only reads, and that nobody else has beside it, one that writes.
    ///
    /// # Panics
    ///
    /// If the key is of another lock, or another one is given.
    pub fn upgrade(&self, key: &mut Shared<T>) -> Exclusive<T> {
        let id = std::mem::take(&mut key.id);
        self.check(id);
        let alone = self
            .keys
            .compare_exchange(1, ALONE, Ordering::Acquire, Ordering::Relaxed);
        assert!(alone.is_ok(), "who upgrades is alone");
        Exclusive {
            id,
            value: PhantomData,
        }
    }

    /// Makes the only key one that only reads.
    ///
    /// # Panics
    ///
    /// If the key is of another lock.
    pub fn downgrade(&self, key: &mut Exclusive<T>) -> Shared<T> {
        let id = std::mem::take(&mut key.id);
        self.check(id);
        self.keys.store(1, Ordering::Release);
        Shared {
            id,
            value: PhantomData,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lock, OneByOne, SideBySide};

    #[test]
    fn a_key_opens_its_own_lock_wherever_that_is() {
        let lock: Lock<_, SideBySide> = Lock::new(1);
        let mut key = lock.exclusive();
        let moved = Box::new(lock);
        *moved.get_mut(&mut key) += 1;
        assert_eq!(*moved.get(&key), 2);
        let mut key = moved.downgrade(&mut key);
        let mut other = moved.shared();
        assert_eq!(moved.read(&key) + moved.read(&other), 4);
        moved.give_back_shared(&mut key);
        moved.give_back_shared(&mut other);
        moved.give_back(&mut moved.exclusive());
        assert_eq!(moved.into_inner(), 2);
    }

    #[test]
    #[should_panic(expected = "this key is of another lock")]
    fn a_key_does_not_open_another_lock() {
        let (lock, other): (Lock<_, OneByOne>, Lock<_>) = (Lock::new(1), Lock::new(2));
        let (key, _held) = (lock.exclusive(), other.exclusive());
        other.get(&key);
    }

    #[test]
    #[should_panic(expected = "meets no writer")]
    fn nobody_reads_what_another_may_write() {
        let lock: Lock<_, SideBySide> = Lock::new(1);
        let _held = lock.exclusive();
        lock.shared();
    }
}
