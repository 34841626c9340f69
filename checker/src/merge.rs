use lockstep_history::{History, Outcome};

/// Merges linearizations of the parts into one of the whole history.
///
/// Every operation is given the earliest moment that its part's order leaves it; those moments order
/// the whole. Completed operations that no part placed tell nothing and go where they were invoked.
pub(crate) fn merge<Op, Ret>(history: &History<Op, Ret>, orders: &[Vec<u32>]) -> Vec<u32> {
    let operations = history.operations();
    let mut placed = vec![false; operations.len()];
    let mut moments = Vec::with_capacity(operations.len());
    for order in orders {
        let mut latest = 0;
        for &place in order {
            latest = latest.max(operations[place as usize].invoked);
            moments.push((latest, place));
            placed[place as usize] = true;
        }
    }
    for (place, operation) in (0u32..).zip(operations) {
        if matches!(operation.outcome, Outcome::Done(_)) && !placed[place as usize] {
            moments.push((operation.invoked, place));
        }
    }
    moments.sort_by_key(|(moment, _)| *moment);
    moments.into_iter().map(|(_, place)| place).collect()
}
