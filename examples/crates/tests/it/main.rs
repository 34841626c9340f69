//! Published crates, used as their users do, under every schedule of a small test.

mod async_lock;
mod concurrent_queue;
mod deadpool;
mod event_listener;
mod left_right;
mod oneshot;
mod parking;
