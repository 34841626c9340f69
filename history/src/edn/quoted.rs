use super::class::Class;
use super::reader::Reader;
use crate::fault::Located;

const CHARACTERS: [(&str, char); 6] = [
    ("newline", '\n'),
    ("return", '\r'),
    ("space", ' '),
    ("tab", '\t'),
    ("formfeed", '\x0c'),
    ("backspace", '\x08'),
];

/// Returns the name that EDN gives a character which cannot stand for itself.
pub(super) fn name_of_character(letter: char) -> Option<&'static str> {
    let named = CHARACTERS.iter().find(|(_, named)| *named == letter);
    named.map(|(name, _)| *name)
}

/// Reads the character that begins here with a backslash.
pub(super) fn character(reader: &mut Reader<'_>) -> Result<char, Located> {
    const EXPECTED: &str = "a character such as \\a, \\newline or \\u0041";
    let start = reader.at();
    reader.advance(1);
    let Some(first) = reader.rest_text().chars().next() else {
        return Err(reader.cut("a character"));
    };
    if first.is_ascii() && Class::of(first as u8) == Class::Space && first != ',' {
        return Err(reader.unexpected_token(start, EXPECTED));
    }
    reader.advance(first.len_utf8());
    let more = reader.token();
    let letter = if more.is_empty() {
        Some(first)
    } else {
        longer_character(first, more)
    };
    letter.ok_or_else(|| reader.unexpected_token(start, EXPECTED))
}

fn longer_character(first: char, more: &str) -> Option<char> {
    let named = |(name, _): &&(&str, char)| name.strip_prefix(first) == Some(more);
    if let Some((_, letter)) = CHARACTERS.iter().find(named) {
        return Some(*letter);
    }
    match first {
        'u' if more.len() == 4 => char::from_u32(unit(more)?),
        'o' => octal(more),
        _ => None,
    }
}

/// Reads up to three octal digits, as far as 0o377.
fn octal(digits: &str) -> Option<char> {
    let is_octal = digits.len() <= 3 && digits.bytes().all(|digit| matches!(digit, b'0'..=b'7'));
    let code = u8::from_str_radix(digits, 8).ok()?;
    is_octal.then(|| char::from(code))
}

/// Reads four hexadecimal digits.
fn unit(digits: &str) -> Option<u32> {
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let code = u32::from_str_radix(digits, 16).ok()?;
    is_hex.then_some(code)
}

/// Reads the string that begins here with a quotation mark.
pub(super) fn string(reader: &mut Reader<'_>) -> Result<String, Located> {
    reader.advance(1);
    let mut string = String::new();
    loop {
        let rest = reader.rest_text();
        let Some(plain) = memchr::memchr2(b'"', b'\\', rest.as_bytes()) else {
            return Err(reader.cut("a string"));
        };
        string.push_str(&rest[..plain]);
        reader.advance(plain);
        if reader.take(b'"') {
            return Ok(string);
        }
        string.push(escape(reader)?);
    }
}

/// Reads the escaped character that begins here with a backslash.
fn escape(reader: &mut Reader<'_>) -> Result<char, Located> {
    let rest = reader.rest_text().as_bytes();
    let (letter, length) = match rest.get(1) {
        None => return Err(reader.cut("a string")),
        Some(b'u') => unicode_escape(reader.rest_text()).unzip(),
        Some(b'0'..=b'7') => {
            let digits = rest[1..]
                .iter()
                .take(3)
                .take_while(|digit| matches!(digit, b'0'..=b'7'));
            let length = digits.count();
            (octal(&reader.rest_text()[1..=length]), Some(1 + length))
        }
        Some(letter) => (simple_escape(*letter), Some(2)),
    };
    match letter.zip(length) {
        Some((letter, length)) => {
            reader.advance(length);
            Ok(letter)
        }
        None => Err(unknown_escape(reader)),
    }
}

fn unknown_escape(reader: &mut Reader<'_>) -> Located {
    let start = reader.at();
    let shown = reader.rest_text().chars().take(2).map(char::len_utf8).sum();
    reader.advance(shown);
    reader.unexpected_token(start, "an escape such as \\n, \\\" or \\u0041")
}

fn simple_escape(letter: u8) -> Option<char> {
    match letter {
        b't' => Some('\t'),
        b'r' => Some('\r'),
        b'n' => Some('\n'),
        b'b' => Some('\x08'),
        b'f' => Some('\x0c'),
        b'"' | b'\\' => Some(char::from(letter)),
        _ => None,
    }
}

/// Reads `\uXXXX`, or two of them that are the halves of one character, and returns how many bytes
/// they take.
fn unicode_escape(text: &str) -> Option<(char, usize)> {
    let code = unit(text.get(2..6)?)?;
    if let Some(letter) = char::from_u32(code) {
        return Some((letter, 6));
    }
    let second = text.get(6..)?.strip_prefix("\\u")?;
    let halves = [code, unit(second.get(..4)?)?].map(|half| u16::try_from(half).ok());
    let letter = char::decode_utf16([halves[0]?, halves[1]?]).next()?.ok()?;
    Some((letter, 12))
}
