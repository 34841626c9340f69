use lockstep_generator::{Boxed, Generator, each_thread, list};

/// Has every thread do this once.
pub(crate) fn once_each<Op>(op: Op) -> Boxed<Op>
where
    Op: Clone + Send + Sync + 'static,
{
    each_thread(move |_| list([op.clone()])).boxed()
}
