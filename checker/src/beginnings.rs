use lockstep_models::Items;

/// How many lists had better be compared at once: more gain little, and the first of them leave the caches.
pub(crate) const ABREAST: usize = 16;

/// How many values of a list one [`part`](Items::part) had better have: more of them leave the caches.
pub(crate) const PART: usize = 1 << 10;

/// How many values are compared of one list before the next.
const BLOCK: usize = 1 << 12;

/// Returns true if each of these lists is a beginning of a longer one, or all of it.
///
/// Long lists come from memory no faster than they can be compared. So the longer one comes block by block,
/// and once for all the others.
///
/// # Complexity
///
/// Linear in what the lists hold.
pub(crate) fn are_beginnings(whole: &dyn Items, lists: &[&dyn Items]) -> bool {
    (0..=whole.len()).step_by(BLOCK).all(|start| {
        let longer = lists.iter().filter(|list| start <= list.len());
        { longer }.all(|list| {
            let end = list.len().min(start + BLOCK);
            whole.agrees(*list, start..end)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_compared_to_their_ends() {
        let whole: Vec<usize> = (0..2 * BLOCK + 7).collect();
        let ends = [
            0,
            1,
            BLOCK - 1,
            BLOCK,
            BLOCK + 1,
            2 * BLOCK,
            whole.len() - 1,
            whole.len(),
        ];
        let lists: Vec<Vec<usize>> = ends.iter().map(|&end| whole[..end].to_vec()).collect();
        let are = |whole: &Vec<usize>, lists: &[Vec<usize>]| {
            let lists: Vec<_> = lists.iter().map(|list| list as &dyn Items).collect();
            are_beginnings(whole, &lists)
        };
        assert!(are(&whole, &lists));
        for (number, &end) in ends.iter().enumerate() {
            let mut other = lists.clone();
            if let Some(last) = other[number].last_mut() {
                *last += 1;
                assert!(!are(&whole, &other), "the {end}th is another");
            }
            let is_longer = lists.last().is_some_and(|longest| end < longest.len());
            assert_eq!(!are(&lists[number], &lists), is_longer, "only {end} in all");
        }
    }

    #[test]
    fn lists_of_other_types_begin_none() {
        let none: Vec<i64> = Vec::new();
        assert!(!are_beginnings(&vec![1_u8], &[&none]));
    }
}
