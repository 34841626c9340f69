/// What a byte can be in EDN.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Stands between forms; a comma is one.
    Space,
    /// Ends whatever stands before it.
    Delimiter,
    /// Part of numbers, symbols and keywords; a byte of a letter beyond ASCII is one.
    Constituent,
    /// Part of no form.
    Other,
}

const CLASSES: [Class; 256] = classes();

impl Class {
    pub(super) fn of(byte: u8) -> Class {
        CLASSES[usize::from(byte)]
    }
}

const fn classes() -> [Class; 256] {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "the loop ends before 256")]
        let letter = byte as u8;
        classes[byte] = match letter {
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0b' | b'\x0c' | b',' => Class::Space,
            b'"' | b';' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'\\' => Class::Delimiter,
            b'0'..=b'9'
            | b'a'..=b'z'
            | b'A'..=b'Z'
            | 0x80..
            | b'.'
            | b'*'
            | b'+'
            | b'!'
            | b'-'
            | b'_'
            | b'?'
            | b'$'
            | b'%'
            | b'&'
            | b'='
            | b'<'
            | b'>'
            | b'/'
            | b':'
            | b'#'
            | b'\''
            | b'|' => Class::Constituent,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
}

/// Returns true if `text` can be a symbol, or a keyword's name after its colon.
///
/// A keyword's name may begin with a digit, as in Jepsen's `:0`; see [`is_symbol`] for symbols.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(':')
        && text
            .bytes()
            .all(|byte| Class::of(byte) == Class::Constituent)
        && (text.is_ascii() || !text.contains(|c: char| c.is_whitespace() || c.is_control()))
}

/// Returns true if `text` can be a symbol.
pub(super) fn is_symbol(text: &str) -> bool {
    is_name(text) && !text.starts_with('#') && !is_numeric(text.as_bytes())
}

/// Returns true if a form that begins like this can only be a number.
pub(super) fn is_numeric(text: &[u8]) -> bool {
    match text {
        [b'+' | b'-' | b'.', rest @ ..] => rest.first().is_some_and(u8::is_ascii_digit),
        _ => text.first().is_some_and(u8::is_ascii_digit),
    }
}
