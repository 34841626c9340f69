use lockstep_models::Items;

use super::Collection;
use crate::beginnings::{ABREAST, PART, are_beginnings};
use crate::dense::dense;

/// The lists that are not numbered yet, and the one that was numbered last.
#[derive(Default)]
pub(super) struct Lists<'a> {
    /// What is numbered when enough of them have come.
    open: Vec<&'a dyn Items>,
    /// The list that ends where `listed` ends, and where it begins.
    last: Option<(&'a dyn Items, u32)>,
}

impl Lists<'_> {
    /// Returns true if the list that was numbered last and this one begin alike, to the end of one of them.
    fn last_begins_as(&self, list: &dyn Items) -> bool {
        let begin_alike = |last: &dyn Items| list.starts_with(last) || last.starts_with(list);
        self.last.is_some_and(|(last, _)| begin_alike(last))
    }
}

impl<'a> Collection<'a> {
    /// Returns the place that a list will have among the lists.
    pub(super) fn list(&mut self, items: &'a dyn Items) -> u32 {
        let number = dense(self.facts.lists.len() + self.lists.open.len());
        self.lists.open.push(items);
        if self.lists.open.len() == ABREAST {
            self.number_lists();
        }
        number
    }

    /// Numbers what the open lists hold. Those that begin alike stand in the same place.
    pub(super) fn number_lists(&mut self) {
        let open = std::mem::take(&mut self.lists.open);
        let last = self.lists.last.map(|(last, _)| last);
        let lists: Vec<_> = open.iter().copied().chain(last).collect();
        let longest = lists.iter().copied().max_by_key(|list| list.len());
        match longest.filter(|longest| are_beginnings(*longest, &lists)) {
            Some(longest) => {
                let start = self.number_list(longest, true);
                let ends = open.iter().map(|list| start + dense(list.len()));
                self.facts.lists.extend(ends.map(|end| start..end));
            }
            None => {
                for list in open {
                    let begins_alike = self.lists.last_begins_as(list);
                    let start = self.number_list(list, begins_alike);
                    self.facts.lists.push(start..start + dense(list.len()));
                }
            }
        }
    }

    /// Numbers what a list holds, where it does not begin as the last one does, and returns where it begins.
    fn number_list(&mut self, list: &'a dyn Items, begins_alike: bool) -> u32 {
        let listed = &mut self.facts.listed;
        let start = match self.lists.last {
            Some((_, start)) if begins_alike => start,
            _ => dense(listed.len()),
        };
        let end = start as usize + list.len();
        for place in (listed.len() - start as usize..list.len()).step_by(PART) {
            let part = list.part(place..list.len().min(place + PART));
            listed.extend(part.into_iter().map(|item| self.values.number(item)));
        }
        if end == listed.len() {
            self.lists.last = Some((list, start));
        }
        start
    }
}

#[cfg(test)]
mod tests {
    use lockstep_models::{Shape, View};
    use proptest::prelude::*;

    use super::*;
    use crate::scratch::Scratch;

    proptest! {
        #[test]
        fn a_list_holds_the_numbers_of_its_values(
            lists in prop::collection::vec((0..40_usize, prop::option::weighted(0.05, 0..40_usize)), 0..60),
        ) {
            let list = |&(len, other): &(usize, Option<usize>)| {
                let mut list: Vec<i64> = (0..).take(len).collect();
                if let Some(value) = other.and_then(|other| list.get_mut(other)) {
                    *value = 99;
                }
                list
            };
            let lists: Vec<Vec<i64>> = lists.iter().map(list).collect();
            let shape = Shape::Log(Vec::new());
            let mut collection = Collection::new(&shape, lists.len(), &Scratch::default());
            for (number, list) in (0..).zip(&lists) {
                let added = collection.add(View::Holds(list), number, 2 * number, 2 * number + 1, |_| true);
                prop_assert_eq!(added, Ok(()));
            }
            let place_of = |value: &i64| usize::try_from(*value).expect("they count from 0");
            let values: Vec<i64> = (0..100).collect();
            let numbers: Vec<u32> = values.iter().map(|value| collection.values.number(value)).collect();
            let facts = collection.finish(&shape, 2 * dense(lists.len()));
            for (&place, list) in facts.values.iter().zip(&lists) {
                let held: Vec<u32> = list.iter().map(|value| numbers[place_of(value)]).collect();
                prop_assert_eq!(facts.list(place), held);
            }
        }
    }
}
