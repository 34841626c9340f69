/// Which search judges what no quicker way has judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Search {
    /// Layer by layer while that is cheap, else all of the others side by side.
    #[default]
    Auto,
    /// Return by return, with all configurations at once: its memory grows with what is open at once,
    /// and with the crashed operations.
    Layers,
    /// One configuration at a time: quick where there is a linearization, else it remembers all.
    Depth,
    /// Return by return, with only those crashed operations counted on which the answer hinges. Made
    /// for objects with finitely many states; without crashed operations it is [`Search::Layers`].
    Refinement,
}
