/// Acquires a lock again when it is dropped, even if a panic unwinds.
pub(crate) struct Again<F: FnMut()>(pub(crate) F);

impl<F: FnMut()> Drop for Again<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
