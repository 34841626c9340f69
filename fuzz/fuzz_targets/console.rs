#![no_main]

use libfuzzer_sys::fuzz_target;
use lockstep_history::Format;

fuzz_target!(|bytes: &[u8]| lockstep_fuzz::read(bytes, Some(Format::Console)));
