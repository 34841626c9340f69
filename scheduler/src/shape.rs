/// What the word of an object stands for, as far as a trace can write it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Nothing that could be written.
    #[default]
    Nothing,
    /// False or true.
    Flag,
    /// A number from 0.
    Unsigned,
    /// A number of so many bits, the highest of which is its sign.
    Signed(u32),
    /// A number that is as wide as an address, and may be one.
    Size,
    /// As [`Size`](Self::Size), with a sign.
    SignedSize,
    /// An address.
    Pointer,
}

/// Addresses are at least so large, in all but the smallest programs of the smallest machines.
const ADDRESS_MIN: u64 = 1 << 32;
/// Numbers of this size and more are those below zero, or close to the greatest.
const ADDRESS_END: u64 = 1 << 57;

impl Shape {
    /// Writes a word. An address is not written, since it differs from run to run.
    pub(crate) fn write(self, word: u64) -> Option<String> {
        Some(match self {
            Self::Nothing => return None,
            Self::Flag => (word != 0).to_string(),
            Self::Signed(bits) => signed(word, bits).to_string(),
            Self::Size | Self::SignedSize if (ADDRESS_MIN..ADDRESS_END).contains(&word) => {
                "address?".into()
            }
            Self::Unsigned | Self::Size => word.to_string(),
            Self::SignedSize => signed(word, usize::BITS).to_string(),
            Self::Pointer if word == 0 => "null".into(),
            Self::Pointer => "non-null".into(),
        })
    }
}

fn signed(word: u64, bits: u32) -> i64 {
    let unused = u64::BITS - bits;
    (word << unused).cast_signed() >> unused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_written_as_what_it_stands_for() {
        let written = |shape: Shape, word: u64| shape.write(word).unwrap();
        assert_eq!(written(Shape::Flag, 1), "true");
        assert_eq!(written(Shape::Unsigned, u64::MAX), u64::MAX.to_string());
        assert_eq!(written(Shape::Signed(8), 0xff), "-1");
        assert_eq!(written(Shape::Signed(64), u64::MAX), "-1");
        assert_eq!(written(Shape::Size, 7), "7");
        assert_eq!(Shape::Nothing.write(7), None);
    }

    #[test]
    fn no_address_is_written() {
        let local = 0_u8;
        let address = std::ptr::from_ref(&local).addr() as u64;
        for shape in [Shape::Size, Shape::SignedSize, Shape::Pointer] {
            let written = shape.write(address).unwrap();
            assert!(!written.contains(|c: char| c.is_ascii_digit()), "{written}");
        }
        assert_eq!(Shape::Pointer.write(0).as_deref(), Some("null"));
    }
}
