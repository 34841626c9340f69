use std::hash::{DefaultHasher, Hash, Hasher};

/// Returns a 64-bit digest of `value`, the same in every run.
///
/// Containers combine the digests of their elements as these come and go, so that hashing a state
/// costs the same however much it holds. Whether two states are equal never rests on it.
pub(crate) fn digest(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
