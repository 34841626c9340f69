use crate::programs::{bank, bug, dining, lost_update};

#[test]
fn every_failure_shrinks_to_two_pre_emptions_at_most() {
    let programs: [(&str, fn()); 3] = [
        ("lost_update", lost_update),
        ("bank", bank),
        ("dining", dining),
    ];
    for (name, body) in programs {
        for seed in 0..20 {
            let bug = bug(name, seed, body);
            let Some(shrunk) = bug.shrunk else { continue };
            assert!(
                shrunk.preemptions <= 2,
                "{name}, seed {seed}: {}",
                shrunk.preemptions
            );
            assert!(shrunk.replays <= 500);
            let before = (shrunk.preemptions_before, bug.fail_step);
            assert!((shrunk.preemptions, shrunk.trace.fail_step()) <= before);
            assert_eq!(shrunk.reason.category(), bug.reason.category());
            assert_eq!(shrunk.trace.shrunk_from, Some(bug.fail_step));
        }
    }
}
