/// Returns lists like `held`: first itself, then others, with something missing, added or moved.
pub(crate) fn lists_like<T: Clone + PartialEq>(
    held: &[T],
    added: impl Iterator<Item = T>,
) -> Vec<Vec<T>> {
    let mut lists = vec![held.to_vec()];
    let longer = added.map(|one| [held, &[one]].concat());
    let shorter = (0..held.len()).map(|place| [&held[..place], &held[place + 1..]].concat());
    let backwards = held.iter().rev().cloned().collect();
    let others = longer.chain(shorter).chain([backwards]);
    lists.extend(others.filter(|other| other != held));
    lists
}
