use crate::fold::fold;
use crate::trace::Trace;

impl Trace {
    /// Writes which test failed, how, and in which execution, in lines of at most 100 characters.
    pub fn heading(&self) -> String {
        let Self {
            test,
            iteration,
            seed,
            strategy,
            failure,
            reason,
            ..
        } = self;
        let first =
            format!("{test}: {failure} in iteration {iteration} of seed {seed}, {strategy}");
        let lines = [first.as_str(), ""].into_iter().chain(reason.lines());
        let mut folded: Vec<String> = lines.flat_map(fold).collect();
        folded.push(String::new());
        folded.join("\n")
    }
}
