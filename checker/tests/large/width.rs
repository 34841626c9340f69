use crate::case::Case;
use crate::histories::Object;
use crate::scale::Scale;

/// The widest line, in characters.
const WIDTH: usize = 100;

/// Prints the counterexamples of wrong histories.
pub(crate) fn fits<O: Object>(object: &O, scale: &Scale) {
    for seed in scale.seeds.clone() {
        let case = Case::new(object, seed, scale);
        let verdict = case.judge(|checker| checker);
        if let Some(counterexample) = verdict.counterexample() {
            let text = counterexample.to_string();
            for line in text.lines() {
                assert!(line.chars().count() <= WIDTH, "{case}:\n{text}");
            }
        }
    }
}
