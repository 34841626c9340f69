use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use lockstep_scheduler::sync::atomic::{AtomicU64, Ordering};

use crate::system::stand_still;

/// A row of 64-bit numbers that processes share: Erlang's `atomics`.
///
/// `N` is [`i64`] or [`u64`]. This is a handle: a clone of it is of the same numbers. Places are counted from
/// 0. Numbers wrap around, as Erlang's do. Each operation is one step, and two conflict if they are on one
/// place and one of them writes. They live as long as somebody has a handle.
///
/// Outside of executions they are atomics like any other.
///
/// # Panics
///
/// All operations do if there is no such place.
///
/// # Examples
///
/// ```
/// use lockstep_otp::{self as otp, Atomics};
/// use lockstep_scheduler::Runner;
///
/// Runner::new().iterations(10).run(|| {
///     let hits = Atomics::<u64>::new(2);
///     let mut inbox = otp::inbox();
///     for place in [0, 1, 1] {
///         let (hits, to) = (hits.clone(), inbox.pid());
///         otp::spawn::<()>(move |_| {
///             hits.add(place, 1);
///             to.send(());
///         });
///     }
///     for _ in 0..3 {
///         inbox.recv();
///     }
///     assert_eq!((hits.get(0), hits.get(1)), (1, 2));
///     assert_eq!(hits.sub_get(0, 2), u64::MAX);
/// });
/// ```
pub struct Atomics<N> {
    words: Arc<[AtomicU64]>,
    holds: PhantomData<fn() -> N>,
}

/// What is known of a row of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AtomicsInfo<N> {
    /// How many numbers there are.
    pub size: usize,
    /// The least that one can be.
    pub min: N,
    /// The most that one can be.
    pub max: N,
    /// How much memory they take, in bytes.
    pub memory_bytes: usize,
}

/// A number that [`Atomics`] hold, which is stored as a word of 64 bits: [`i64`] or [`u64`].
///
/// Sums of words are those of numbers, whether or not the first bit is a sign.
pub trait AtomicNumber: Copy {
    /// The least.
    const MIN: Self;
    /// The most.
    const MAX: Self;

    /// Returns the number that a word stands for.
    fn from_word(word: u64) -> Self;

    /// Returns the word that stands for it.
    fn into_word(self) -> u64;
}

impl AtomicNumber for u64 {
    const MIN: Self = Self::MIN;
    const MAX: Self = Self::MAX;

    fn from_word(word: u64) -> Self {
        word
    }

    fn into_word(self) -> u64 {
        self
    }
}

impl AtomicNumber for i64 {
    const MIN: Self = Self::MIN;
    const MAX: Self = Self::MAX;

    fn from_word(word: u64) -> Self {
        word.cast_signed()
    }

    fn into_word(self) -> u64 {
        self.cast_unsigned()
    }
}

const ORDERING: Ordering = Ordering::SeqCst;

impl<N: AtomicNumber> Atomics<N> {
    /// Makes so many numbers, all 0.
    pub fn new(size: usize) -> Self {
        Self {
            words: (0..size).map(|_| AtomicU64::new(0)).collect(),
            holds: PhantomData,
        }
    }

    /// Returns the number at a place.
    #[track_caller]
    pub fn get(&self, place: usize) -> N {
        N::from_word(self.word(place).load(ORDERING))
    }

    /// Writes the number at a place.
    #[track_caller]
    pub fn put(&self, place: usize, number: N) {
        self.word(place).store(number.into_word(), ORDERING);
    }

    /// Adds to the number at a place.
    #[track_caller]
    pub fn add(&self, place: usize, by: N) {
        self.word(place).fetch_add(by.into_word(), ORDERING);
    }

    /// Subtracts from the number at a place.
    #[track_caller]
    pub fn sub(&self, place: usize, by: N) {
        self.word(place).fetch_sub(by.into_word(), ORDERING);
    }

    /// Adds to the number at a place, and returns what it is then.
    #[track_caller]
    pub fn add_get(&self, place: usize, by: N) -> N {
        let by = by.into_word();
        let before = self.word(place).fetch_add(by, ORDERING);
        N::from_word(before.wrapping_add(by))
    }

    /// Subtracts from the number at a place, and returns what it is then.
    #[track_caller]
    pub fn sub_get(&self, place: usize, by: N) -> N {
        let by = by.into_word();
        let before = self.word(place).fetch_sub(by, ORDERING);
        N::from_word(before.wrapping_sub(by))
    }

    /// Writes the number at a place, and returns what it was before.
    #[track_caller]
    pub fn exchange(&self, place: usize, number: N) -> N {
        N::from_word(self.word(place).swap(number.into_word(), ORDERING))
    }

    /// Writes the number at a place if it is `expected`.
    ///
    /// # Errors
    ///
    /// The number that is there, if it is another.
    ///
    /// # Examples
    ///
    /// ```
    /// use lockstep_otp::Atomics;
    ///
    /// let flags = Atomics::<i64>::new(1);
    /// assert_eq!(flags.compare_exchange(0, 0, -1), Ok(()));
    /// assert_eq!(flags.compare_exchange(0, 0, 1), Err(-1));
    /// ```
    #[track_caller]
    pub fn compare_exchange(&self, place: usize, expected: N, number: N) -> Result<(), N> {
        let (expected, number) = (expected.into_word(), number.into_word());
        let word = self.word(place);
        let exchanged = word.compare_exchange(expected, number, ORDERING, ORDERING);
        exchanged.map(drop).map_err(N::from_word)
    }

    /// Returns what is known of them, without a step.
    pub fn info(&self) -> AtomicsInfo<N> {
        AtomicsInfo {
            size: self.words.len(),
            min: N::MIN,
            max: N::MAX,
            memory_bytes: self.words.len() * size_of::<u64>(),
        }
    }

    #[track_caller]
    fn word(&self, place: usize) -> &AtomicU64 {
        stand_still();
        let size = self.words.len();
        let word = self.words.get(place);
        word.unwrap_or_else(|| panic!("there are {size} numbers, and none at place {place}"))
    }
}

impl<N> Clone for Atomics<N> {
    fn clone(&self) -> Self {
        Self {
            words: Arc::clone(&self.words),
            holds: PhantomData,
        }
    }
}

impl<N> fmt::Debug for Atomics<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} numbers", self.words.len())
    }
}
