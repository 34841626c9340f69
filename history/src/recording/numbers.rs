use super::size_of_all;

/// A column of numbers, all as wide as the greatest has to be.
#[derive(Clone, Debug)]
pub(super) enum Numbers {
    Bytes(Vec<u8>),
    Shorts(Vec<u16>),
    Words(Vec<u32>),
}

impl Default for Numbers {
    fn default() -> Self {
        Numbers::Bytes(Vec::new())
    }
}

impl Numbers {
    /// Returns the number at this place.
    #[inline]
    pub(super) fn get(&self, place: usize) -> u32 {
        match self {
            Numbers::Bytes(numbers) => numbers[place].into(),
            Numbers::Shorts(numbers) => numbers[place].into(),
            Numbers::Words(numbers) => numbers[place],
        }
    }

    pub(super) fn iter(&self) -> Box<dyn Iterator<Item = u32> + '_> {
        match self {
            Numbers::Bytes(numbers) => Box::new(numbers.iter().map(|&number| number.into())),
            Numbers::Shorts(numbers) => Box::new(numbers.iter().map(|&number| number.into())),
            Numbers::Words(numbers) => Box::new(numbers.iter().copied()),
        }
    }

    /// Returns the place of the first number that is not less than `limit`.
    pub(super) fn first_from(&self, limit: usize) -> Option<usize> {
        fn first<N: Copy + Ord + Default + Into<u32>>(
            numbers: &[N],
            limit: usize,
        ) -> Option<usize> {
            // References would be compared one by one.
            let greatest: u32 = numbers.iter().copied().fold(N::default(), N::max).into();
            let is_beyond = |number: &N| (*number).into() as usize >= limit;
            (greatest as usize >= limit).then(|| numbers.iter().position(is_beyond))?
        }
        match self {
            Numbers::Bytes(numbers) => first(numbers, limit),
            Numbers::Shorts(numbers) => first(numbers, limit),
            Numbers::Words(numbers) => first(numbers, limit),
        }
    }

    /// Adds numbers, none of which is greater than `greatest`.
    pub(super) fn extend(&mut self, greatest: u32, added: impl Iterator<Item = u32>) {
        self.widen(greatest);
        match self {
            Numbers::Bytes(numbers) => numbers.extend(added.map(|number| number.to_le_bytes()[0])),
            Numbers::Shorts(numbers) => numbers.extend(added.map(short)),
            Numbers::Words(numbers) => numbers.extend(added),
        }
    }

    fn widen(&mut self, greatest: u32) {
        *self = match self {
            Numbers::Bytes(_) if greatest <= u8::MAX.into() => return,
            Numbers::Shorts(_) if greatest <= u16::MAX.into() => return,
            Numbers::Words(_) => return,
            _ if greatest <= u16::MAX.into() => Numbers::Shorts(self.iter().map(short).collect()),
            _ => Numbers::Words(self.iter().collect()),
        };
    }

    pub(super) fn shrink_to_fit(&mut self) {
        match self {
            Numbers::Bytes(numbers) => numbers.shrink_to_fit(),
            Numbers::Shorts(numbers) => numbers.shrink_to_fit(),
            Numbers::Words(numbers) => numbers.shrink_to_fit(),
        }
    }

    pub(super) fn heap_bytes(&self) -> usize {
        match self {
            Numbers::Bytes(numbers) => size_of_all(numbers),
            Numbers::Shorts(numbers) => size_of_all(numbers),
            Numbers::Words(numbers) => size_of_all(numbers),
        }
    }
}

/// Returns the lower half of a number, which is all of it where it is small.
fn short(number: u32) -> u16 {
    let [low, high, ..] = number.to_le_bytes();
    u16::from_le_bytes([low, high])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back_whatever_their_widths(
            parts in prop::collection::vec(
                prop_oneof![
                    prop::collection::vec(0..=255u32, 0..5),
                    prop::collection::vec(0..=65_535u32, 0..5),
                    prop::collection::vec(any::<u32>(), 0..5),
                ],
                0..8,
            ),
        ) {
            let mut numbers = Numbers::default();
            for part in &parts {
                let greatest = part.iter().copied().max().unwrap_or_default();
                numbers.extend(greatest, part.iter().copied());
            }
            let expected = parts.concat();
            prop_assert_eq!(numbers.iter().collect::<Vec<_>>(), expected.clone());
            for (place, number) in expected.into_iter().enumerate() {
                prop_assert_eq!(numbers.get(place), number);
            }
        }
    }
}
