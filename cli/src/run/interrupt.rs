use std::error::Error;
use std::process;

use lockstep::workloads::Stop;

use crate::note::note;

/// How a process ends that was interrupted: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// Has Ctrl-C end the run in good order; a second one ends it at once, and what was started for it.
pub(super) fn stops(stop: &Stop, abandon: Box<dyn Fn() + Send>) -> Result<(), Box<dyn Error>> {
    let stop = stop.clone();
    ctrlc::set_handler(move || {
        if stop.is_stopped() {
            abandon();
            process::exit(INTERRUPTED);
        }
        note(
            "ending: what is open may end, and then what was recorded is judged; once more to leave at once",
        );
        stop.stop();
    })?;
    Ok(())
}
