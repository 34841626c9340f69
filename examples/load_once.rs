//! Two clients ask a cache for the same entry, which is to be loaded once. It looks first, and loads where there is
//! nothing; another one can look in between.

use lockstep::Runner;
use lockstep::scheduler::BugFound;
use lockstep::sync::Arc;
use lockstep::sync::Mutex;
use lockstep::sync::atomic::{AtomicU32, Ordering::SeqCst};
use lockstep::thread;

#[derive(Default)]
struct Cache {
    entry: Mutex<Option<u32>>,
    loads: AtomicU32,
}

impl Cache {
    fn load(&self) -> u32 {
        self.loads.fetch_add(1, SeqCst);
        42
    }

    /// Looks and stores under two locks.
    fn get(&self) -> u32 {
        let cached = *self.entry.lock().unwrap();
        cached.unwrap_or_else(|| {
            let loaded = self.load();
            *self.entry.lock().unwrap() = Some(loaded);
            loaded
        })
    }

    /// Looks and stores under one lock.
    fn get_mended(&self) -> u32 {
        let mut entry = self.entry.lock().unwrap();
        *entry.get_or_insert_with(|| self.load())
    }
}

fn loads_once(get: fn(&Cache) -> u32) {
    let cache = Arc::new(Cache::default());
    let other = Arc::clone(&cache);
    let client = thread::spawn(move || get(&other));
    assert_eq!(get(&cache), 42);
    assert_eq!(client.join().unwrap(), 42);
    assert_eq!(cache.loads.load(SeqCst), 1, "the entry is loaded twice");
}

/// The test, as it fails once in a while.
pub(crate) fn broken() {
    loads_once(Cache::get);
}

/// The test of the cache that holds its lock.
pub(crate) fn mended() {
    loads_once(Cache::get_mended);
}

/// Searches for the schedule that shows the bug.
pub(crate) fn search(runner: &Runner) -> Box<BugFound> {
    runner.try_run(broken).expect_err("it is broken")
}

fn main() {
    println!("{}", Runner::new().run(mended));
    println!("{}", search(&Runner::new().test("load_once")));
}
