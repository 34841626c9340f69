/// Which values the operations of a synthesized history write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// 0 to one less than this, each as often: the fewer, the more operations look alike.
    Pool(u32),
    /// 1, 2, 3, … for each object: no value is written twice.
    Unique,
}
