use hashbrown::HashMap;
use lockstep_models::Element;

/// Gives elements numbers, in the order in which they are first met.
///
/// Reads of a whole object repeat the read before for the most part. What stands where it stood there is
/// not looked up: a judgement of 223 reads of half a million elements each takes half the time by that.
pub(super) struct Numbering<'a, V> {
    numbers: HashMap<&'a V, u32>,
    elements: Vec<&'a V>,
    /// The list before, and the numbers of its elements.
    before: &'a [V],
    numbers_before: Vec<u32>,
    /// The numbers of the list that is being read.
    reading: Vec<u32>,
    /// Where each element stood in the last list that it was looked up for.
    places: Vec<u32>,
}

impl<'a, V: Element> Numbering<'a, V> {
    pub(super) fn new() -> Self {
        Self {
            numbers: HashMap::new(),
            elements: Vec::new(),
            before: &[],
            numbers_before: Vec::new(),
            reading: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Returns the elements by their numbers.
    pub(super) fn elements(&self) -> &[&'a V] {
        &self.elements
    }

    /// Returns the number of an element.
    pub(super) fn of(&mut self, element: &'a V) -> usize {
        self.look_up(element) as usize
    }

    /// Returns the numbers of the elements of a list, in its order.
    pub(super) fn of_list(&mut self, list: &'a [V]) -> &[u32] {
        self.reading.clear();
        let mut next = 0;
        for element in list {
            let number = if self.before.get(next) == Some(element) {
                self.numbers_before[next]
            } else {
                let number = self.look_up(element);
                // Behind what was added or left out the lists may go on alike.
                let place = self.places[number as usize] as usize;
                if self.numbers_before.get(place) == Some(&number) {
                    next = place;
                }
                number
            };
            if self.numbers_before.get(next) == Some(&number) {
                next += 1;
            }
            self.reading.push(number);
        }
        for (place, &number) in (0..).zip(&self.reading) {
            self.places[number as usize] = place;
        }
        self.before = list;
        std::mem::swap(&mut self.reading, &mut self.numbers_before);
        &self.numbers_before
    }

    fn look_up(&mut self, element: &'a V) -> u32 {
        let fresh = u32::try_from(self.elements.len()).expect("fewer than 2^32 elements");
        let number = *self.numbers.entry(element).or_insert(fresh);
        if number == fresh {
            self.elements.push(element);
            self.places.push(u32::MAX);
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_are_those_of_the_first_meeting(
            lists in prop::collection::vec(prop::collection::vec(0..8_i32, 0..12), 0..8),
        ) {
            let mut numbering = Numbering::new();
            let mut met: Vec<i32> = Vec::new();
            for list in &lists {
                met.extend(list.iter().fold(Vec::new(), |mut fresh, one| {
                    if !met.contains(one) && !fresh.contains(one) {
                        fresh.push(*one);
                    }
                    fresh
                }));
                let numbers = numbering.of_list(list).to_vec();
                let named: Vec<i32> = numbers.iter().map(|&number| met[number as usize]).collect();
                prop_assert_eq!(&named, list);
            }
        }
    }
}
