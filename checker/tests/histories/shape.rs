use super::Chance;

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
    /// How many of a hundred answers nobody looks at.
    pub(crate) unseen: u64,
}

impl Shape {
    /// Draws one that is small enough for brute force.
    pub(crate) fn small(chance: &mut Chance) -> Self {
        Self {
            operations: 2 + chance.below(8),
            processes: 2 + chance.below(5),
            keys: *chance.pick(&[0, 0, 0, 1, 2, 3]),
            crashes: *chance.pick(&[0, 0, 15, 35]),
            fails: *chance.pick(&[0, 0, 10]),
            lies: *chance.pick(&[0, 10, 20, 100]),
            unseen: *chance.pick(&[0, 0, 0, 25]),
        }
    }
}
