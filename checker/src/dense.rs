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
    pub(crate) fn number(&self, number: u32) -> u32 {
        match number.checked_sub(self.inherited) {
            Some(place) => self.fresh[place as usize],
            None => number,
        }
    }
}
