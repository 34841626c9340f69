/// What a random history looks like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) operations: usize,
    pub(crate) processes: usize,
    /// How many independent objects there are; none of them has a key if it is 0.
    pub(crate) keys: usize,
    /// How many of a hundred operations never return.
    pub(crate) crashes: u64,
    /// How many of a hundred fail.
    pub(crate) fails: u64,
    /// How many of a hundred answers are made up.
    pub(crate) lies: u64,
    /// How many operations are invoked before the first answer is made up.
    pub(crate) honest: usize,
    /// How many of a hundred answers nobody looks at.
    pub(crate) unseen: u64,
}
