use lockstep_seed::Stream;

/// Items drawn in exact proportion to their weights, in constant time.
///
/// The table has a power of two of columns, each of as many cells as the weights sum to. An item
/// has its own column up to some height; what is above belongs to one other item, its alias:
///
/// ```text
///  weights 5, 1, 2: 4 columns of 8 cells, drawn 2 cells a line
///
///  8 ┬ ░░░  ░░░  ░░░  ▓▓▓     ░ item 0: 8 + 4 + 8 cells = 4 · 5
///    │ ░░░  ░░░  ░░░  ▓▓▓
///  4 ┼ ░░░  ▒▒▒  ░░░  ▓▓▓     ▒ item 1: 4 cells = 4 · 1
///    │ ░░░  ▒▒▒  ░░░  ▓▓▓
///  0 ┴                        ▓ item 2: 8 cells = 4 · 2
/// ```
///
/// # Sources
///
/// A. J. Walker's alias method (ACM TOMS 1977), built as M. D. Vose does (IEEE TSE 1991), but in
/// integers, so that nothing is rounded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Alias<T> {
    // invariant: a power of two of them
    columns: Vec<Column<T>>,
    // invariant: the sum of the weights, for each column
    cells: u64,
}

#[derive(Debug, PartialEq, Eq)]
struct Column<T> {
    height: u64,
    // The item itself and its alias. They are looked up by what the comparison says: a branch on it
    // would be mispredicted every other time, which costs more than all the rest.
    items: [T; 2],
}

/// How many cells the item of this place has still to be given.
#[derive(Clone, Copy)]
struct Share {
    place: usize,
    cells: u64,
}

/// Returns the greatest sum that so many weights can have: all cells are numbered by a `u64`.
pub(crate) fn sum_max(weights: usize) -> u64 {
    u64::MAX / column_count(weights)
}

fn column_count(weights: usize) -> u64 {
    weights.next_power_of_two() as u64
}

impl<T: Clone> Alias<T> {
    /// Builds the table for weights of at least 1, one for each item, that sum to at most
    /// [`sum_max`].
    pub(crate) fn new(items: &[T], weights: &[u64]) -> Self {
        let sum = weights.iter().sum();
        // A column without an item has a height of 0: any item can stand for the one that is not
        // there.
        let item = |place: usize| items[place % items.len()].clone();
        let column = |(place, (height, alias))| Column {
            height,
            items: [item(place), item(alias)],
        };
        Self {
            columns: fill(weights, sum).enumerate().map(column).collect(),
            cells: sum * column_count(weights.len()),
        }
    }
}

impl<T> Alias<T> {
    #[inline]
    pub(crate) fn draw(&self, stream: &mut Stream) -> &T {
        self.item(stream.below(self.cells))
    }

    /// Returns whose a cell is; the columns are numbered by its low bits, the rows by the rest.
    #[inline]
    fn item(&self, cell: u64) -> &T {
        let count = self.columns.len() as u64;
        let place = usize::try_from(cell & (count - 1)).expect("below a length");
        let row = cell >> count.trailing_zeros();
        let column = &self.columns[place];
        &column.items[usize::from(row >= column.height)]
    }
}

/// Returns the height and the alias of each column, all of them `sum` cells high.
fn fill(weights: &[u64], sum: u64) -> impl Iterator<Item = (u64, usize)> {
    let (mut poor, mut rich) = shares(weights).partition::<Vec<_>, _>(|share| share.cells < sum);
    let mut columns = vec![(sum, 0); poor.len() + rich.len()];
    while let (Some(taker), Some(mut giver)) = (poor.pop(), rich.pop()) {
        columns[taker.place] = (taker.cells, giver.place);
        giver.cells -= sum - taker.cells;
        if giver.cells < sum {
            poor.push(giver);
        } else {
            rich.push(giver);
        }
    }
    columns.into_iter()
}

fn shares(weights: &[u64]) -> impl Iterator<Item = Share> {
    let columns = column_count(weights.len());
    let padded = weights.iter().chain(std::iter::repeat(&0));
    (0..)
        .zip(padded.map(move |weight| weight * columns))
        .map(|(place, cells)| Share { place, cells })
        .take(weights.len().next_power_of_two())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table(weights: &[u64]) -> Alias<usize> {
        let places: Vec<usize> = (0..weights.len()).collect();
        Alias::new(&places, weights)
    }

    /// Counts the cells of each item, from the heights alone.
    fn cells(weights: &[u64]) -> Vec<u64> {
        let mut cells = vec![0; weights.len()];
        for column in table(weights).columns {
            cells[column.items[0]] += column.height;
            cells[column.items[1]] += weights.iter().sum::<u64>() - column.height;
        }
        cells
    }

    fn expected(weights: &[u64]) -> Vec<u64> {
        let columns = column_count(weights.len());
        weights.iter().map(|weight| weight * columns).collect()
    }

    proptest! {
        #[test]
        fn every_item_has_cells_in_exact_proportion_to_its_weight(
            weights in prop::collection::vec(1..=1_u64 << 50, 1..64),
        ) {
            prop_assert_eq!(cells(&weights), expected(&weights));
        }

        #[test]
        fn every_cell_belongs_to_whom_the_heights_say(
            weights in prop::collection::vec(1..20_u64, 1..20),
        ) {
            let alias = table(&weights);
            let mut counted = vec![0; weights.len()];
            for cell in 0..alias.cells {
                counted[*alias.item(cell)] += 1;
            }
            prop_assert_eq!(counted, expected(&weights));
        }
    }

    #[test]
    fn the_greatest_weights_are_exact() {
        for weights in [
            &[u64::MAX][..],
            &[1, u64::MAX / 2 - 1],
            &[1, u64::MAX / 4 - 2, 1],
        ] {
            assert_eq!(weights.iter().sum::<u64>(), sum_max(weights.len()));
            assert_eq!(cells(weights), expected(weights));
        }
    }
}
