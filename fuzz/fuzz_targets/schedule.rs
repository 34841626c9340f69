#![no_main]

use libfuzzer_sys::fuzz_target;

// The first byte says which program is run, the others say under which schedule.
fuzz_target!(|bytes: &[u8]| {
    if let Some((program, schedule)) = bytes.split_first() {
        lockstep_fuzz::run_schedule(*program, schedule);
    }
});
