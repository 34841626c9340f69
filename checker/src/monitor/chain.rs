use crate::monitor::stays::{Losses, Span, Stays};

/// Returns operations that prove that one of some values was there in each of these cells: of each value
/// one that returned before the first of its cells, and one that was invoked after the last; in place of
/// what there is not, `instead`. There are none if the values leave a cell open.
///
/// # Complexity
///
/// n log n in the number of values.
pub(crate) fn chain(
    stays: &Stays<'_>,
    losses: Losses,
    (from, to): Span,
    values: impl Iterator<Item = u32>,
    instead: u32,
) -> Option<Vec<u32>> {
    let present = values.map(|stay| (stays.presence(stay, losses), stay));
    let mut present: Vec<(Span, u32)> = present
        .filter(|((begin, end), _)| begin < end && *begin < to && *end > from)
        .collect();
    present.sort_unstable();
    let mut operations = Vec::new();
    let mut present = present.into_iter().peekable();
    let mut covered = from;
    while covered < to {
        let mut longest = None;
        while let Some(((_, end), stay)) = present.next_if(|((begin, _), _)| *begin <= covered) {
            longest = longest.max(Some((end, stay)));
        }
        let (end, stay) = longest.filter(|(end, _)| *end > covered)?;
        let (first, last) = stays.proofs(stay, losses);
        operations.extend([first.unwrap_or(instead), last.unwrap_or(instead)]);
        covered = end;
    }
    Some(operations)
}
