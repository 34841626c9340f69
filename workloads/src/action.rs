/// What a thread of a run is to do: an operation of the object, or a fault in the system around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action<Op, Fault> {
    /// A client is to do this.
    Op(Op),
    /// The nemesis is to cause this.
    Fault(Fault),
}
