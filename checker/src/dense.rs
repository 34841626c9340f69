/// Makes a dense number of a count.
///
/// # Panics
///
/// If there are 2³² or more: a search of that size would long have passed any limit of memory.
pub(crate) fn dense(count: usize) -> u32 {
    u32::try_from(count).expect("fewer than 2^32 of anything are numbered")
}

/// The numbers that what a fork has met was given by its base.
#[derive(Clone, Debug)]
pub(crate) struct Renumbered {
    /// How many numbers were the base's own, and stay.
    pub(crate) inherited: u32,
    /// The new numbers of all others, in order.
    pub(crate) fresh: Vec<u32>,
}

impl Renumbered {
    /// Gives those others that are kept the numbers after the inherited ones, in their order; what is not kept
    /// has none.
    pub(crate) fn without_gaps(inherited: u32, kept: &[bool]) -> Self {
        let mut next = inherited;
        let number = |&is_kept: &bool| {
            next += u32::from(is_kept);
            next.wrapping_sub(1)
        };
        Self {
            inherited,
            fresh: kept.iter().map(number).collect(),
        }
    }

    pub(crate) fn number(&self, number: u32) -> u32 {
        match number.checked_sub(self.inherited) {
            Some(place) => self.fresh[place as usize],
            None => number,
        }
    }
}
