/// Makes a dense number of a count.
///
/// # Panics
///
/// If there are 2³² or more: a search of that size would long have passed any limit of memory.
pub(crate) fn dense(count: usize) -> u32 {
    u32::try_from(count).expect("fewer than 2^32 of anything are numbered")
}
