use lockstep_models::{Datum, Items};

use crate::beginnings::{ABREAST, PART, are_beginnings};

/// A log to whose end values are appended, and which is read as a whole.
///
/// Nothing is taken out of it. So a read saw what was there if it begins with what the read before it saw,
/// and goes on with what was appended since: the values themselves are kept no longer than to the next read.
/// Several reads are compared with the longest of them at once.
pub(super) struct Log<'a> {
    /// How many values the last read saw.
    seen: usize,
    /// What was appended since.
    since: Vec<&'a dyn Datum>,
    /// What the last read saw that is known to be right.
    known: Option<&'a dyn Items>,
    /// The reads behind it, and their places: they end as they should, and may begin with other values.
    open: Vec<(u32, &'a dyn Items)>,
}

impl<'a> Log<'a> {
    pub(super) fn of(values: Vec<&'a dyn Datum>) -> Self {
        Self {
            seen: 0,
            since: values,
            known: None,
            open: Vec::with_capacity(ABREAST),
        }
    }

    pub(super) fn append(&mut self, value: &'a dyn Datum) {
        self.since.push(value);
    }

    /// Takes a read that has this place in the history.
    ///
    /// # Errors
    ///
    /// The place of a read, this one or one before it, that saw something else.
    pub(super) fn read(&mut self, place: u32, list: &'a dyn Items) -> Result<(), u32> {
        let blocks = (self.seen..).step_by(PART).zip(self.since.chunks(PART));
        let goes_on = list.len() == self.seen + self.since.len() && { blocks }
            .all(|(start, block)| list.part(start..start + block.len()) == block);
        if !goes_on {
            return Err(place);
        }
        self.seen = list.len();
        self.since.clear();
        self.open.push((place, list));
        if self.open.len() == ABREAST {
            self.compare()
        } else {
            Ok(())
        }
    }

    /// Compares the beginnings of the reads that are open.
    ///
    /// # Errors
    ///
    /// The place of the first that saw something else.
    pub(super) fn compare(&mut self) -> Result<(), u32> {
        let Some(&(_, longest)) = self.open.last() else {
            return Ok(());
        };
        let open = self.open.iter().map(|&(_, list)| list);
        let shorter: Vec<_> = self.known.into_iter().chain(open).collect();
        if !are_beginnings(longest, &shorter) {
            return Err(self.first_apart());
        }
        self.known = Some(longest);
        self.open.clear();
        Ok(())
    }

    /// Returns the place of the first open read that does not begin with what the one before it saw.
    fn first_apart(&self) -> u32 {
        let mut known = self.known;
        let is_apart = |&&(_, list): &&(u32, &'a dyn Items)| {
            let before = known.replace(list);
            before.is_some_and(|before| !list.starts_with(before))
        };
        let apart = self.open.iter().find(is_apart);
        apart
            .expect("what begins with what begins with it, begins with it")
            .0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What reads see of a log to which so many values are appended before each; one of them, perhaps, sees
    /// another value in some place, or one too few.
    fn reads() -> impl Strategy<Value = Vec<(usize, Vec<i64>)>> {
        let appended = prop::collection::vec(0..4_usize, 1..60);
        let wrong = (
            any::<prop::sample::Index>(),
            any::<prop::sample::Index>(),
            0..4_u8,
        );
        (appended, wrong).prop_map(|(appended, (read, place, how))| {
            let mut len = 0;
            let seen = |&more: &usize| {
                len += more;
                (more, (0_i64..).take(len).collect())
            };
            let mut reads: Vec<(usize, Vec<i64>)> = appended.iter().map(seen).collect();
            let read = read.index(reads.len());
            let list = &mut reads[read].1;
            let end = list.len().checked_sub(1);
            match (how, end) {
                (0, Some(end)) => list[place.index(end + 1)] = -1,
                (1, Some(end)) => list.truncate(end),
                _ => {}
            }
            reads
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn a_read_is_refused_exactly_if_it_saw_something_else(reads in reads()) {
            let values: Vec<i64> = (0..200).collect();
            let mut log = Log::of(Vec::new());
            let (mut len, mut refused, mut wrong) = (0, None, None);
            for (place, (more, list)) in (0..).zip(&reads) {
                for value in &values[len..len + more] {
                    log.append(value);
                }
                len += more;
                if list[..] != values[..len] {
                    wrong = Some(place);
                }
                refused = refused.or_else(|| log.read(place, list).err());
            }
            prop_assert_eq!(refused.or_else(|| log.compare().err()), wrong);
        }
    }

    #[test]
    fn values_at_the_start_are_seen_first() {
        let (list, other) = (vec![1, 2], vec![2, 1]);
        let values = || list.iter().map(|value| value as &dyn Datum).collect();
        assert_eq!(Log::of(values()).read(7, &list), Ok(()));
        assert_eq!(Log::of(values()).read(7, &other), Err(7));
    }
}
