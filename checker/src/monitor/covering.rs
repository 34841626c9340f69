/// Which value covers a cell that only one covers.
///
/// A binary indexed tree of the exclusive or of the names of all that cover a cell, so that the name of
/// the one is left (Fenwick, Software: Practice and Experience 1994).
///
/// # Complexity
///
/// Linear to build; each question takes as many steps as the number of cells has binary digits.
#[derive(Debug)]
pub(crate) struct Covering {
    nodes: Vec<u32>,
}

impl Covering {
    /// Makes it of intervals from one cell to before another, with the names of what covers them.
    pub(crate) fn new(cells: u32, intervals: impl Iterator<Item = (u32, u32, u32)>) -> Self {
        let mut nodes = vec![0; cells as usize + 2];
        for (from, to, name) in intervals {
            nodes[from as usize + 1] ^= name;
            nodes[to as usize + 1] ^= name;
        }
        for node in 1..nodes.len() {
            let above = node + (node & node.wrapping_neg());
            if above < nodes.len() {
                nodes[above] ^= nodes[node];
            }
        }
        Self { nodes }
    }

    /// Takes an interval away.
    pub(crate) fn remove(&mut self, from: u32, to: u32, name: u32) {
        for change in [from, to] {
            let mut node = change as usize + 1;
            while node < self.nodes.len() {
                self.nodes[node] ^= name;
                node += node & node.wrapping_neg();
            }
        }
    }

    /// Returns the name of what covers the cell, if only one does.
    pub(crate) fn only(&self, cell: u32) -> u32 {
        let mut node = cell as usize + 1;
        let mut names = 0;
        while node > 0 {
            names ^= self.nodes[node];
            node &= node - 1;
        }
        names
    }
}
