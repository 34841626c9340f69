#![no_main]

use libfuzzer_sys::fuzz_target;
use lockstep_history::Format;

// Whatever the bytes are, they are taken twice: as they are, and with checksums that are true.
fuzz_target!(|bytes: &[u8]| {
    lockstep_fuzz::read(bytes, Some(Format::Binary));
    lockstep_fuzz::read(&lockstep_fuzz::sealed(bytes), Some(Format::Binary));
});
