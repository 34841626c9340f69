use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use lockstep::checker::Progress;
use lockstep::history::Recording;

/// Work that is done within this time needs no bar.
const PATIENCE: Duration = Duration::from_millis(500);

const TICK: Duration = Duration::from_millis(100);

const TEMPLATE: &str =
    "{msg:24!} {wide_bar} {human_pos}/{human_len} operations, {prefix}, {elapsed}";

/// Checks a history, and shows how far it has come if that takes long and stderr is a terminal.
pub(crate) fn while_checking<R>(
    recording: &Recording,
    progress: &Progress,
    check: impl FnOnce() -> R,
) -> R {
    if !io::stderr().is_terminal() {
        return check();
    }
    thread::scope(|scope| {
        let (finish, finished) = mpsc::channel();
        scope.spawn(move || show(recording, progress, &finished));
        let result = check();
        drop(finish);
        result
    })
}

/// Shows the bar until the other end of the channel is gone.
fn show(recording: &Recording, progress: &Progress, finished: &Receiver<()>) {
    if finished.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    let name = Path::new(recording.source()).file_name();
    let name = name.map(|name| name.to_string_lossy().into_owned());
    let style = ProgressStyle::with_template(TEMPLATE).expect("the template is well-formed");
    let bar = ProgressBar::new(recording.operations() as u64)
        .with_style(style)
        .with_message(name.unwrap_or_default());
    while finished.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
        bar.set_position(progress.operations());
        let configurations = HumanCount(progress.configurations());
        bar.set_prefix(format!("{configurations} configurations"));
    }
    bar.finish_and_clear();
}
