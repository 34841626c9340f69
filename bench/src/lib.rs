//! What benchmarks share; see `benches/`.

use std::hint::black_box;
use std::thread;

/// Splits a fixed amount of work that shares nothing among threads: the most that two can gain.
pub fn spin(threads: usize) {
    const STEPS: usize = 40_000_000;
    let mix = |mixed: u64| mixed.wrapping_mul(6_364_136_223_846_793_005).rotate_left(7);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(move || (0..STEPS / threads).fold(1, |mixed, _| black_box(mix(mixed))));
        }
    });
}
