use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Returns how many columns of a terminal the text takes: two for a Chinese character or an emoji.
pub(crate) fn columns(text: &str) -> usize {
    text.width()
}

/// Returns the text, its end cut off where it is wider than so many columns.
pub(crate) fn crop(text: &str, most: usize) -> String {
    if columns(text) <= most {
        return text.into();
    }
    format!("{}…", &text[..fitting(text.chars(), most - 1)])
}

/// Returns the text, its beginning cut off where it is wider than so many columns.
pub(crate) fn crop_front(text: &str, most: usize) -> String {
    if columns(text) <= most {
        return text.into();
    }
    let kept = fitting(text.chars().rev(), most - 1);
    format!("…{}", &text[text.len() - kept..])
}

/// Returns how many bytes the first characters take that fit so many columns.
fn fitting(chars: impl Iterator<Item = char>, most: usize) -> usize {
    let mut taken = 0;
    chars
        .take_while(|one| {
            taken += one.width().unwrap_or(0);
            taken <= most
        })
        .map(char::len_utf8)
        .sum()
}

/// Breaks a text into lines of at most so many columns, between words, all indented as the first is; a
/// word that is wider is cropped.
pub(crate) fn wrap(text: &str, most: usize) -> Vec<String> {
    let words = text.trim_start_matches(' ');
    let indent = &text[..text.len() - words.len()];
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ') {
        match lines.last_mut() {
            Some(line) if columns(line) + 1 + columns(word) <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(crop(&format!("{indent}{word}"), most)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_character_takes_two_columns() {
        assert_eq!(columns("日本"), 4);
        assert_eq!(columns("🦀"), 2);
        assert_eq!(columns("Jürgen"), 6);
    }

    #[test]
    fn what_is_cropped_is_no_wider_than_asked_for() {
        assert_eq!(crop("日本語", 6), "日本語");
        assert_eq!(crop("日本語", 5), "日本…");
        assert_eq!(crop("日本語", 4), "日…");
        assert_eq!(crop_front("日本語", 5), "…本語");
        assert_eq!(crop_front("abc", 2), "…c");
    }

    #[test]
    fn what_is_indented_stays_so_where_it_is_broken() {
        assert_eq!(wrap("  one two three", 9), ["  one two", "  three"]);
        assert_eq!(wrap("one two", 3), ["one", "two"]);
        assert_eq!(wrap("  seven", 5), ["  se…"]);
    }
}
