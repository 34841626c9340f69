/// What guards of a part have in common: a part that was lent as `value`, and what `unlocks` after it.
macro_rules! mapped {
    ($guard:ident [$($mutable:tt)?]) => {
        impl<'a, T: ?Sized> $guard<'a, T> {
            /// Goes on with a part of it.
            pub fn map<U: ?Sized>(
                s: Self,
                part: impl FnOnce(&$($mutable)? T) -> &$($mutable)? U,
            ) -> $guard<'a, U> {
                let Self { value, unlocks } = s;
                $guard { value: value.map(part), unlocks }
            }

            /// Goes on with a part of it, if there is one.
            ///
            /// # Errors
            ///
            /// If there is none: the guard.
            pub fn try_map<U: ?Sized>(
                s: Self,
                part: impl FnOnce(&$($mutable)? T) -> Option<&$($mutable)? U>,
            ) -> Result<$guard<'a, U>, Self> {
                let Self { value, unlocks } = s;
                match value.try_map(part) {
                    Ok(value) => Ok($guard { value, unlocks }),
                    Err(value) => Err(Self { value, unlocks }),
                }
            }

            /// Lets the lock go: who is next is the strategy's choice all the same.
            pub fn unlock_fair(s: Self) {
                drop(s);
            }
        }

        impl<T: ?Sized> Deref for $guard<'_, T> {
            type Target = T;

            fn deref(&self) -> &T {
                &self.value
            }
        }
    };
}

/// How a guard of all goes on with a part: it has a `whole`, which is lent, and of which a new key is taken
/// if there is no part.
macro_rules! maps {
    ($guard:ident => $mapped:ident [$($mutable:tt)?], $of:ident, $key:ident) => {
        impl<'a, T: ?Sized> $guard<'a, T> {
            /// Goes on with a part of what the lock holds.
            pub fn map<U: ?Sized>(
                s: Self,
                part: impl FnOnce(&$($mutable)? T) -> &$($mutable)? U,
            ) -> $mapped<'a, U> {
                $mapped::map(s.whole(), part)
            }

            /// Goes on with a part of what the lock holds, if there is one.
            ///
            /// # Errors
            ///
            /// If there is none: the guard.
            pub fn try_map<U: ?Sized>(
                s: Self,
                part: impl FnOnce(&$($mutable)? T) -> Option<&$($mutable)? U>,
            ) -> Result<$mapped<'a, U>, Self> {
                let (of, location) = (s.$of, s.location);
                $mapped::try_map(s.whole(), part).map_err(|whole| {
                    drop(whole.value);
                    whole.unlocks.never();
                    Self::new(of, of.lock.$key(), location)
                })
            }
        }
    };
}

pub(crate) use {mapped, maps};
