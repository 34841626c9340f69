//! `crossbeam::utils`: what fits nowhere else.

mod backoff;
mod cache_padded;

pub use backoff::Backoff;
pub use cache_padded::CachePadded;
