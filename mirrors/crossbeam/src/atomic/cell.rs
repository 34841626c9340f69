use std::fmt;
use std::panic::Location;

use lockstep_scheduler::gated::{Gated, Gates, Use};
use lockstep_scheduler::{Kind, ObjectKind};

/// A value of any type that is read and replaced as a whole, each time in one step.
///
/// # Examples
///
/// ```
/// use lockstep_crossbeam::atomic::AtomicCell;
///
/// let cell = AtomicCell::new(7_u32);
/// assert_eq!(cell.swap(8), 7);
/// assert_eq!(cell.compare_exchange(7, 9), Err(8));
/// assert_eq!((cell.fetch_add(2), cell.into_inner()), (8, 10));
/// ```
pub struct AtomicCell<T>(Gated<Content<T>>);

/// What it holds.
struct Content<T>(T);

impl<T> Gates for Content<T> {}

impl<T> AtomicCell<T> {
    /// Makes a cell that holds `value`.
    pub const fn new(value: T) -> Self {
        Self(Gated::new(ObjectKind::Cell, Content(value)))
    }

    /// Returns what it holds.
    pub fn into_inner(self) -> T {
        self.0.into_inner().0
    }

    /// Returns false: it is built on a lock, which nobody can tell from the outside.
    pub const fn is_lock_free() -> bool {
        false
    }

    /// Makes it hold `value`.
    #[track_caller]
    pub fn store(&self, value: T) {
        // What it held is dropped after the step.
        drop(self.replace(Kind::Store, value, Location::caller()));
    }

    /// Makes it hold `value`, and returns what it held.
    #[track_caller]
    pub fn swap(&self, value: T) -> T {
        self.replace(Kind::Update, value, Location::caller())
    }

    fn replace(&self, kind: Kind, value: T, location: &'static Location<'static>) -> T {
        self.0.perform(kind, location, |content| {
            std::mem::replace(&mut content.0, value)
        })
    }

    fn update<R>(
        &self,
        location: &'static Location<'static>,
        act: impl FnOnce(&mut Use<'_, Content<T>>) -> R,
    ) -> R {
        self.0.perform(Kind::Update, location, act)
    }
}

impl<T: Default> AtomicCell<T> {
    /// Makes it hold the default, and returns what it held.
    #[track_caller]
    pub fn take(&self) -> T {
        self.swap(T::default())
    }
}

impl<T: Copy> AtomicCell<T> {
    /// Returns what it holds.
    #[track_caller]
    pub fn load(&self) -> T {
        self.load_at(Location::caller())
    }

    fn load_at(&self, location: &'static Location<'static>) -> T {
        self.0.perform(Kind::Load, location, |content| content.0)
    }
}

impl<T: Copy + Eq> AtomicCell<T> {
    /// Makes it hold `new` if it holds `current`, and returns what it held.
    ///
    /// # Errors
    ///
    /// If it does not hold `current`: what it holds.
    #[track_caller]
    pub fn compare_exchange(&self, current: T, new: T) -> Result<T, T> {
        self.compare_exchange_at(current, new, Location::caller())
    }

    fn compare_exchange_at(
        &self,
        current: T,
        new: T,
        location: &'static Location<'static>,
    ) -> Result<T, T> {
        self.update(location, |content| {
            let before = content.0;
            if before != current {
                return Err(before);
            }
            content.0 = new;
            Ok(before)
        })
    }

    /// As [`compare_exchange`](Self::compare_exchange), but returns what it held in any case.
    #[deprecated(note = "use `compare_exchange` instead, as in crossbeam")]
    #[track_caller]
    pub fn compare_and_swap(&self, current: T, new: T) -> T {
        let exchanged = self.compare_exchange(current, new);
        exchanged.unwrap_or_else(|before| before)
    }

    /// Replaces what it holds by what `change` makes of it, again and again until nobody else did
    /// meanwhile; and returns what it held.
    ///
    /// # Errors
    ///
    /// If `change` makes nothing of it: what it holds.
    #[track_caller]
    pub fn fetch_update<F: FnMut(T) -> Option<T>>(&self, mut change: F) -> Result<T, T> {
        let location = Location::caller();
        let mut before = self.load_at(location);
        while let Some(after) = change(before) {
            match self.compare_exchange_at(before, after, location) {
                Ok(before) => return Ok(before),
                Err(found) => before = found,
            }
        }
        Err(before)
    }
}

macro_rules! fetch {
    ($($name:ident: $doc:literal, |$before:ident, $by:ident| $after:expr;)*) => {
        $(#[doc = $doc]
        #[track_caller]
        pub fn $name(&self, $by: Self_!()) -> Self_!() {
            self.update(Location::caller(), |content| {
                let $before = content.0;
                content.0 = $after;
                $before
            })
        })*
    };
}

macro_rules! number {
    ($($number:ident)*) => {
        $(const _: () = {
            macro_rules! Self_ { () => { $number }; }

            impl AtomicCell<$number> {
                fetch! {
                    fetch_add: "Adds a number, around the end, and returns what it held.",
                        |before, by| before.wrapping_add(by);
                    fetch_sub: "Subtracts a number, around the end, and returns what it held.",
                        |before, by| before.wrapping_sub(by);
                    fetch_and: "Keeps the bits that are set in a number, too, and returns what it held.",
                        |before, by| before & by;
                    fetch_nand: "Keeps the bits that are not set in both, and returns what it held.",
                        |before, by| !(before & by);
                    fetch_or: "Sets the bits that are set in a number, and returns what it held.",
                        |before, by| before | by;
                    fetch_xor: "Turns the bits that are set in a number, and returns what it held.",
                        |before, by| before ^ by;
                    fetch_max: "Makes it hold the greater of both, and returns what it held.",
                        |before, by| before.max(by);
                    fetch_min: "Makes it hold the lesser of both, and returns what it held.",
                        |before, by| before.min(by);
                }
            }
        };)*
    };
}

number!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

const _: () = {
    macro_rules! Self_ {
        () => {
            bool
        };
    }

    impl AtomicCell<bool> {
        fetch! {
            fetch_and: "Makes it true if both are, and returns what it held.", |before, by| before & by;
            fetch_nand: "Makes it true if not both are, and returns what it held.",
                |before, by| !(before & by);
            fetch_or: "Makes it true if one of both is, and returns what it held.", |before, by| before | by;
            fetch_xor: "Makes it true if just one of both is, and returns what it held.",
                |before, by| before ^ by;
        }
    }
};

impl<T: Default> Default for AtomicCell<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for AtomicCell<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Copy + fmt::Debug> fmt::Debug for AtomicCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("AtomicCell");
        shown.field("value", &self.load()).finish()
    }
}
