//! Random choices that are the same each time an execution is run again.
//!
//! In a controlled execution each task has choices of its own, which come from the seed of the
//! execution and do not depend on what other tasks draw or on the schedule. Outside of one each thread
//! has, and they are fresh in every process.
//!
//! # Examples
//!
//! ```
//! use lockstep_scheduler::rand;
//!
//! let account = rand::below(10);
//! assert!(account < 10);
//! let amount = rand::choose(&[1, 10, 100]);
//! assert!([1, 10, 100].contains(amount));
//! ```

use std::cell::RefCell;

pub use lockstep_seed::{Seed, Stream};

use crate::world::with;

thread_local! {
    static OUTSIDE: RefCell<Stream> = RefCell::new(Seed::fresh().stream());
}

/// Draws a number below `bound`, all equally likely.
///
/// # Panics
///
/// If `bound` is 0: no number is below it.
pub fn below(bound: u64) -> u64 {
    draw(|stream| stream.below(bound))
}

/// Picks an item, all equally likely.
///
/// # Panics
///
/// If there is none to pick.
pub fn choose<T>(items: &[T]) -> &T {
    draw(|stream| stream.choose(items))
}

/// Returns a stream of random words of its own: another one each time that a task asks for one.
///
/// It is a generator of the `rand` crate, too, for distributions that are not offered here.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::rand;
///
/// let mut stream = rand::stream();
/// let words = [stream.word(), stream.word()];
/// assert_ne!(words, [0, 0]);
/// ```
pub fn stream() -> Stream {
    let word = || draw(|stream| u64::from(stream.word()));
    Seed::from(word() << 32 | word()).stream()
}

fn draw<R>(from: impl FnOnce(&mut Stream) -> R) -> R {
    let mut from = Some(from);
    let mut take = |stream: &mut Stream| from.take().map(|from| from(stream));
    let inside = with(|world| take(world.stream())).flatten();
    let drawn = inside.or_else(|| OUTSIDE.with_borrow_mut(take));
    drawn.expect("it is drawn inside or outside")
}
