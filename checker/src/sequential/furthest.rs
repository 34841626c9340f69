/// How many of the longest orders are kept.
const KEPT: usize = 3;

/// The longest orders that lead no further.
#[derive(Default)]
pub(crate) struct Furthest {
    pub(crate) orders: Vec<Vec<u32>>,
}

impl Furthest {
    /// Says that an order leads no further.
    pub(crate) fn reach(&mut self, order: &[u32]) {
        let longest = self.orders.first().map_or(0, Vec::len);
        if order.len() > longest {
            self.orders.clear();
        }
        if order.len() >= longest && self.orders.len() < KEPT {
            self.orders.push(order.to_vec());
        }
    }
}
