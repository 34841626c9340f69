/// Lets the address of a process be copied, compared, hashed and shown as the process is, whatever its
/// parameter is: `address!(Agent<T>, server)`, by the field that tells.
macro_rules! address {
    ($address:ident<$of:ident $(: $bound:ident)?>, $field:ident) => {
        impl<$of $(: $bound)?> Clone for $address<$of> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<$of $(: $bound)?> Copy for $address<$of> {}

        impl<$of $(: $bound)?> PartialEq for $address<$of> {
            fn eq(&self, other: &Self) -> bool {
                self.$field == other.$field
            }
        }

        impl<$of $(: $bound)?> Eq for $address<$of> {}

        impl<$of $(: $bound)?> PartialOrd for $address<$of> {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl<$of $(: $bound)?> Ord for $address<$of> {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.$field.cmp(&other.$field)
            }
        }

        impl<$of $(: $bound)?> std::hash::Hash for $address<$of> {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.$field.hash(state);
            }
        }

        impl<$of $(: $bound)?> std::fmt::Debug for $address<$of> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(&self.$field, f)
            }
        }

        impl<$of $(: $bound)?> std::fmt::Display for $address<$of> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.$field, f)
            }
        }

        impl<$of $(: $bound)?> From<$address<$of>> for $crate::ProcessId {
            fn from(address: $address<$of>) -> Self {
                address.$field.into()
            }
        }
    };
}

pub(crate) use address;
