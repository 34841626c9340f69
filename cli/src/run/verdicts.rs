use std::path::Path;

use super::directory::{HISTORY, HISTORY_PAGE};
use super::{Runnable, Verdicts};
use crate::check::Check;
use crate::exit::Exit;
use crate::note::note;

/// Has everybody judge the history who judges the workload, as `lockstep check` would; returns the worst, and
/// leaves what was said in the directory.
pub(super) fn check<R: Runnable>(directory: &Path) -> Exit {
    let history = directory.join(HISTORY);
    let (mut worst, mut judges) = (Exit::Good, Vec::new());
    for judge in R::JUDGES {
        let option = if *judge == "linearizable" {
            let page = directory.join(HISTORY_PAGE);
            ["--html".into(), page.into_os_string()]
        } else {
            ["--judge".into(), (*judge).into()]
        };
        let file = history.clone().into_os_string();
        let check = Check::of(option.into_iter().chain([file]));
        let exit = check.run_and_tell(&mut judges);
        worst = worst.worst(exit.unwrap_or_else(|error| {
            note(format_args!("error: {error}"));
            Exit::Unusable
        }));
    }
    if let Err(error) = Verdicts::of(judges, worst).write(directory) {
        note(format_args!("error: {error}"));
        worst = worst.worst(Exit::Unusable);
    }
    worst
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::super::{VisitWorkload, WorkloadName};
    use super::*;
    use crate::judge_name::JudgeName;

    struct Judges;

    impl VisitWorkload for Judges {
        type Output = &'static [&'static str];

        fn visit<R: Runnable>(self) -> Self::Output {
            R::JUDGES
        }
    }

    #[test]
    fn whoever_judges_a_workload_is_known_to_check() {
        for workload in WorkloadName::value_variants() {
            let judges = workload.visit(Judges);
            assert!(!judges.is_empty(), "{workload} is judged by nobody");
            for judge in judges {
                let is_known =
                    *judge == "linearizable" || JudgeName::from_str(judge, false).is_ok();
                assert!(is_known, "{workload} is judged by {judge}");
            }
        }
    }
}
