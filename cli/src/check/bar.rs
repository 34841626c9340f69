use std::path::Path;
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar};
use lockstep::checker::Progress;
use lockstep::history::Recording;

use crate::bar::Bar;

const PATIENCE: Duration = Duration::from_millis(500);

const TEMPLATE: &str =
    "{msg:24!} {wide_bar} {human_pos}/{human_len} operations, {prefix}, {elapsed}";

/// Checks a history, and shows how far it has come if that takes long and stderr is a terminal.
pub(crate) fn while_checking<R>(
    recording: &Recording,
    progress: &Progress,
    check: impl FnOnce() -> R,
) -> R {
    let name = Path::new(recording.source()).file_name();
    let name = name.map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    let bar = Bar {
        template: TEMPLATE,
        length: recording.operations() as u64,
        patience: PATIENCE,
        follow: |bar: &ProgressBar| {
            bar.set_message(name.clone());
            bar.set_position(progress.operations());
            let configurations = HumanCount(progress.configurations());
            bar.set_prefix(format!("{configurations} configurations"));
        },
    };
    bar.beside(check)
}
