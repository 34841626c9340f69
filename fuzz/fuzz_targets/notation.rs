#![no_main]

use libfuzzer_sys::fuzz_target;
use lockstep_history::Recording;

fuzz_target!(|text: &str| {
    let Ok(recording) = Recording::from_notation(text) else {
        return;
    };
    lockstep_fuzz::assert_comes_back(&recording);
    let lines = recording.to_lines();
    let again = Recording::from_notation(&lines).expect("what is written can be read");
    assert!(again == recording, "{lines}");
    if is_drawable(&recording) {
        let bars = recording.to_bars();
        let again = Recording::from_notation(&bars).expect("a drawing can be read");
        assert!(again == recording, "{bars}");
    }
});

/// Bars show operations of clients that complete under the name with which they were invoked.
fn is_drawable(recording: &Recording) -> bool {
    recording.events().all(|event| {
        let partner = recording.partner(event.number());
        event.client().is_some()
            && partner.is_none_or(|partner| recording.event(partner).f() == event.f())
    })
}
