use rand_chacha::ChaCha8Core;
use rand_chacha::rand_core::SeedableRng;

use crate::Seed;

/// What a `ChaCha` key is for; keys of different purposes share no stream.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Stream,
    Derive,
}

impl Purpose {
    fn tag(self) -> &'static [u8; 24] {
        match self {
            Purpose::Stream => b"lockstep seed: a stream.",
            Purpose::Derive => b"lockstep seed: children.",
        }
    }
}

/// The 256-bit key: the seed's eight bytes, lowest first, and the tag of its purpose.
pub(crate) fn key(seed: Seed, purpose: Purpose) -> [u8; 32] {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.number().to_le_bytes());
    key[8..].copy_from_slice(purpose.tag());
    key
}

/// The block function under that key, at the beginning of its stream 0.
pub(crate) fn core(seed: Seed) -> ChaCha8Core {
    ChaCha8Core::from_seed(key(seed, Purpose::Stream))
}
