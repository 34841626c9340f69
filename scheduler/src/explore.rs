use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use lockstep_seed::Seed;

use crate::beat::Beat;
use crate::coverage::Coverage;
use crate::estimates::{Estimates, Held};
use crate::execution::{Body, Executed, execute};
use crate::failure::Failure;
use crate::object::Object;
use crate::options::Options;
use crate::progress::{Line, Progress};
use crate::schedules::Schedules;
use crate::statistics::Statistics;
use crate::step::Step;
use crate::strategy::{Execution, Next, Strategy};
use crate::task::Task;

/// What a search through schedules has come to.
pub(crate) struct Explored {
    /// The failing execution with the lowest number, if one failed.
    pub(crate) found: Option<Found>,
    pub(crate) statistics: Statistics,
}

/// An execution that failed.
pub(crate) struct Found {
    pub(crate) iteration: u64,
    pub(crate) failure: Failure,
    pub(crate) steps: Vec<Step>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) objects: Vec<Object>,
}

/// How long the search is left alone between two looks at whether it gets on, in milliseconds.
pub(crate) const WATCHED_EVERY: u64 = 100;
/// How many looks there are from one count of the distinct schedules to the next, which has to bring
/// all of them in order.
const COUNTED_EVERY: u64 = 10;
/// At which of them the threads are asked for their schedules.
const ASKED: u64 = COUNTED_EVERY - 2;
/// And at which those are counted.
const COUNTED: u64 = COUNTED_EVERY - 1;

/// Runs the body under one schedule after another until one fails or all have passed.
///
/// The executions are spread over threads. The one with the lowest number that fails is the answer,
/// whichever fails first, so that it does not depend on how many threads there are.
pub(crate) fn explore(body: &Body, options: &Options) -> Explored {
    let begun = Instant::now();
    let (done, all_done) = channel();
    let search = Arc::new(Search::new(body, options));
    search.clone().spawn(done, true);
    let mut line = options.progress_line();
    let stuck = watch(&search, &all_done, begun, &mut line);
    let failed = search.lowest_found().take();
    let found = failed.into_iter().chain(stuck);
    let found = found.min_by_key(|found| found.iteration);
    let mut statistics = *lock(&search.statistics);
    lock(&search.covered).tell(&mut statistics);
    statistics.elapsed = begun.elapsed();
    Explored { found, statistics }
}

/// What the threads of a search share.
struct Search {
    body: Body,
    options: Options,
    next: AtomicU64,
    /// The lowest number of an execution that failed; nothing above it is needed any more.
    lowest: AtomicU64,
    is_exhausted: AtomicBool,
    estimates: Estimates,
    found: Mutex<Option<Found>>,
    statistics: Mutex<Statistics>,
    covered: Mutex<Coverage>,
    /// How often all threads were asked for the schedules that they have gathered.
    gatherings: AtomicU64,
    beats: Mutex<Vec<Arc<Beat>>>,
}

impl Search {
    fn new(body: &Body, options: &Options) -> Self {
        Self {
            body: Arc::clone(body),
            options: options.clone(),
            next: AtomicU64::new(0),
            lowest: AtomicU64::new(u64::MAX),
            is_exhausted: AtomicBool::new(false),
            estimates: Estimates::default(),
            found: Mutex::default(),
            statistics: Mutex::default(),
            covered: Mutex::default(),
            gatherings: AtomicU64::new(0),
            beats: Mutex::default(),
        }
    }

    /// Starts a thread that searches; the first one starts the others once it has run one execution,
    /// whose profile all of them need.
    fn spawn(self: Arc<Self>, done: Sender<()>, is_first: bool) {
        let run = move || {
            self.search(&done, is_first);
            // Whoever waits for the end finds that nothing holds on to the body any more.
            drop(self);
            drop(done);
        };
        let name = "lockstep".to_owned();
        let thread = std::thread::Builder::new().name(name).spawn(run);
        thread.expect("the system has room for one more thread");
    }

    fn search(self: &Arc<Self>, done: &Sender<()>, is_first: bool) {
        let _closing = Closing(&self.estimates);
        let mut searcher = Searcher::new(self);
        let mut gathered = 0;
        while let Some(iteration) = self.take_next() {
            let Some(next) = self.run_one(iteration, &mut searcher) else {
                break;
            };
            self.gather_if_asked(&mut gathered, &mut searcher.coverage.schedules);
            let is_apart = next == Next::SideBySide;
            if is_first && iteration == 0 && is_apart && !self.is_over() {
                for _ in 1..self.threads() {
                    Arc::clone(self).spawn(done.clone(), false);
                }
            }
        }
        self.add(searcher);
    }

    fn threads(&self) -> usize {
        let one = NonZero::<usize>::MIN;
        let wanted = self.options.threads;
        wanted
            .unwrap_or_else(|| std::thread::available_parallelism().unwrap_or(one))
            .get()
    }

    fn is_over(&self) -> bool {
        self.lowest.load(Ordering::Relaxed) < u64::MAX || self.is_exhausted.load(Ordering::Relaxed)
    }

    fn take_next(&self) -> Option<u64> {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        let is_needed = next < self.options.iterations
            && next < self.lowest.load(Ordering::Relaxed)
            && !self.is_exhausted.load(Ordering::Relaxed);
        is_needed.then_some(next)
    }

    /// Runs one execution, and returns what its strategy says of the next; nothing if there is none
    /// to run.
    fn run_one(&self, iteration: u64, searcher: &mut Searcher) -> Option<Next> {
        let profile = self.estimates.of(iteration, &mut searcher.held).ok()?;
        let strategy = searcher.strategy.take();
        let mut chosen = strategy.unwrap_or_else(|| (self.options.strategy)());
        let seed = iteration_seed(self.options.seed, iteration);
        let execution = Execution {
            iteration,
            seed: seed.derive(0),
            steps_max: self.options.steps_max,
            profile,
        };
        if !chosen.begin(&execution) {
            self.is_exhausted.store(true, Ordering::Relaxed);
            self.estimates.close(0);
            searcher.strategy = Some(chosen);
            return None;
        }
        searcher.beat.begin(iteration);
        let mut executed = execute(
            &self.body,
            chosen,
            seed.derive(1),
            &self.options.limits(),
            &searcher.beat,
        );
        searcher.beat.end();
        searcher.executions += 1;
        let steps = executed.steps.len() as u64;
        searcher.steps += steps;
        searcher.too_long += u64::from(steps >= self.options.steps_max);
        let (tasks, objects) = (executed.tasks.len(), executed.objects.len());
        searcher
            .coverage
            .add(iteration, &executed.steps, tasks, objects);
        if Estimates::wants(iteration) {
            self.estimates.set(iteration, executed.profile());
        }
        let next = executed.strategy.end(&executed.steps);
        searcher.strategy = Some(self.keep(iteration, executed));
        Some(next)
    }

    /// Keeps an execution that failed if it has the lowest number so far.
    fn keep(&self, iteration: u64, mut executed: Executed) -> Box<dyn Strategy> {
        let Some(failure) = executed.failure.take() else {
            return executed.recycle();
        };
        self.lowest.fetch_min(iteration, Ordering::Relaxed);
        self.estimates.close(iteration);
        let mut found = self.lowest_found();
        if found
            .as_ref()
            .is_none_or(|found| iteration < found.iteration)
        {
            *found = Some(Found {
                iteration,
                failure,
                steps: executed.steps,
                tasks: executed.tasks,
                objects: executed.objects,
            });
        }
        executed.strategy
    }

    /// Hands over what a thread has gathered, once for each time that it is asked for.
    fn gather_if_asked(&self, gathered: &mut u64, schedules: &mut Schedules) {
        let asked = self.gatherings.load(Ordering::Relaxed);
        if asked > *gathered {
            *gathered = asked;
            lock(&self.covered).schedules.append(schedules);
        }
    }

    /// Tells those who want to know how far it has come.
    fn tell(&self, told: &mut Told, line: &mut Option<Line>) {
        let on_progress = self.options.on_progress.as_ref();
        if on_progress.is_none() && line.is_none() {
            return;
        }
        told.times += 1;
        match told.times % COUNTED_EVERY {
            // Who is in the middle of an execution hands over at its end.
            ASKED => drop(self.gatherings.fetch_add(1, Ordering::Relaxed)),
            COUNTED => told.distinct = lock(&self.covered).schedules.distinct(),
            _ => {}
        }
        let iterations = self.options.iterations;
        let progress = Progress {
            executions: self.next.load(Ordering::Relaxed).min(iterations),
            iterations,
            distinct: told.distinct,
            elapsed: told.begun.elapsed(),
        };
        if let Some(on_progress) = on_progress {
            on_progress(&progress);
        }
        if let Some(line) = line {
            line.show(&progress);
        }
    }

    fn lowest_found(&self) -> MutexGuard<'_, Option<Found>> {
        lock(&self.found)
    }

    fn add(&self, searcher: Searcher) {
        lock(&self.covered).append(searcher.coverage);
        let mut statistics = lock(&self.statistics);
        statistics.executions += searcher.executions;
        statistics.steps += searcher.steps;
        statistics.account.too_long += searcher.too_long;
        if let Some(strategy) = &searcher.strategy {
            statistics.account.add(&strategy.account());
        }
        statistics.is_exhausted = self.is_exhausted.load(Ordering::Relaxed);
    }
}

/// What a thread that searches has for itself.
struct Searcher {
    /// Nothing while it is in use.
    strategy: Option<Box<dyn Strategy>>,
    beat: Arc<Beat>,
    held: Held,
    executions: u64,
    steps: u64,
    /// How many executions a fair choice had to bring to an end.
    too_long: u64,
    coverage: Coverage,
}

impl Searcher {
    fn new(search: &Search) -> Self {
        let beat = Arc::new(Beat::new());
        lock(&search.beats).push(Arc::clone(&beat));
        Self {
            strategy: Some((search.options.strategy)()),
            beat,
            held: Held::default(),
            executions: 0,
            steps: 0,
            too_long: 0,
            coverage: Coverage::default(),
        }
    }
}

/// Lets nobody wait for the estimates of a thread that has panicked.
struct Closing<'a>(&'a Estimates);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.close(0);
        }
    }
}

/// Returns where all random choices of an iteration come from.
pub(crate) fn iteration_seed(seed: Seed, iteration: u64) -> Seed {
    seed.derive(iteration)
}

/// What was told last of how far a search has come.
struct Told {
    begun: Instant,
    times: u64,
    distinct: u64,
}

/// Waits until all threads are done, or one is in a task that comes to no operation any more.
fn watch(
    search: &Search,
    all_done: &Receiver<()>,
    begun: Instant,
    line: &mut Option<Line>,
) -> Option<Found> {
    let mut told = Told {
        begun,
        times: 0,
        distinct: 0,
    };
    loop {
        match all_done.recv_timeout(Duration::from_millis(WATCHED_EVERY)) {
            Ok(()) => {}
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => {
                search.tell(&mut told, line);
                let beats = lock(&search.beats);
                if let Some(stuck) = beats.iter().find_map(|beat| stuck(beat, &search.options)) {
                    return Some(stuck);
                }
            }
        }
    }
}

fn stuck(beat: &Beat, options: &Options) -> Option<Found> {
    let (iteration, failure) = beat.stuck(options.timeout_ms)?;
    Some(Found {
        iteration,
        failure,
        steps: Vec::new(),
        tasks: Vec::new(),
        objects: Vec::new(),
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
