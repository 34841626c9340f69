use lockstep_generator::{Boxed, Generator, each_thread, list};

/// How often it is tried, as when connections are from before a fault.
const PATIENCE: usize = 10;

/// Has every thread do this until it succeeds, once.
pub(crate) fn once_each<Op>(op: Op) -> Boxed<Op>
where
    Op: Clone + Send + Sync + 'static,
{
    each_thread(move |_| list(vec![op.clone(); PATIENCE]).until_ok()).boxed()
}
