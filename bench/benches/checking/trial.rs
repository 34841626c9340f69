use std::env;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What a peer may take for one set of histories before it is said not to have ended.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// How often it is looked whether a trial has ended.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// The first argument of a process that is one trial.
const WORD: &str = "trial";

/// Lets a peer judge a set of histories once, in a process of its own that can be ended.
///
/// Returns what it took; `None` if it had not ended after [`PATIENCE`].
///
/// # Panics
///
/// If the process cannot be begun, or fails: the peer's verdict is another than the one expected.
pub(crate) fn trial(peer: &str, set: &str) -> Option<Duration> {
    let program = env::current_exe().expect("a benchmark is a file");
    let child = Command::new(program)
        .args([WORD, peer, set])
        .stdout(Stdio::piped())
        .spawn();
    let mut child = child.expect("a process can be begun");
    let begun = Instant::now();
    while child.try_wait().expect("it is a child").is_none() {
        if begun.elapsed() > PATIENCE {
            child.kill().expect("it is a child");
            child.wait().expect("it is a child");
            return None;
        }
        thread::sleep(LOOK_EVERY);
    }
    Some(told(child).unwrap_or_else(|| panic!("{peer} failed on {set}")))
}

fn told(mut child: Child) -> Option<Duration> {
    let mut text = String::new();
    child.stdout.take()?.read_to_string(&mut text).ok()?;
    text.trim().parse().ok().map(Duration::from_nanos)
}

/// Returns the peer and the set of histories, if this process is a trial.
pub(crate) fn wanted() -> Option<(String, String)> {
    let mut words = env::args().skip(1);
    (words.next()? == WORD).then_some((words.next()?, words.next()?))
}

/// Tells the process that waits for this trial what it took.
pub(crate) fn tell(took: Duration) {
    println!("{}", took.as_nanos());
}
