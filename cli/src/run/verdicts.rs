use std::path::Path;

use clap::Parser;

use super::Runnable;
use crate::command::Lockstep;
use crate::exit::Exit;

/// Has everybody judge the history who judges the workload, as `lockstep check` would; returns the worst.
pub(super) fn check<R: Runnable>(directory: &Path) -> Exit {
    let history = directory.join("history.jsonl");
    let exits = R::JUDGES.iter().map(|judge| {
        let mut arguments = vec!["lockstep".into(), "check".into()];
        if *judge != "linearizable" {
            arguments.extend(["--judge".into(), (*judge).into()]);
        }
        arguments.push(history.clone().into_os_string());
        Lockstep::parse_from(arguments).run()
    });
    exits.fold(Exit::Good, Exit::worst)
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
