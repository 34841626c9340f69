/// What judges the independent parts of a history; the verdict is the same with each that ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Engine {
    /// A monitor where there is one that decides, else the search.
    #[default]
    Auto,
    /// A monitor: quasi-linear, for classical objects. What it cannot decide stays unknown.
    Monitor,
    /// The search, for every object.
    Search,
}

/// What judged the parts of one independent key, or of a history without keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// The key as JSON, where the history has keys.
    pub key: Option<String>,
    /// The name of the monitor, or `search`.
    pub engine: &'static str,
    /// How many parts it judged.
    pub parts: u32,
    /// How many operations were in them.
    pub operations: u32,
}
