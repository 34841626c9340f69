//! How operations and states are written for people.

use std::fmt::Display;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The widest item that is written in full, in columns of a terminal: with what is said of it, it is a
/// label that needs no more cropping.
const ITEM_COLUMNS_MAX: usize = 30;
const LIST_COLUMNS_MAX: usize = 48;
const END_COLUMNS: usize = 8;

/// Writes `item`; the middle of a long one is left out and counted.
///
/// In quotes stands what nobody would see otherwise, or what would break the line.
pub(crate) fn item(item: &(impl Display + ?Sized)) -> String {
    let mut text = item.to_string();
    if text.trim().is_empty() || text.contains(char::is_control) {
        text = format!("{text:?}");
    }
    if text.width() <= ITEM_COLUMNS_MAX {
        return text;
    }
    let length = text.chars().count();
    let (head, tail) = (end(text.chars()), end(text.chars().rev()));
    format!(
        "{}… {} more …{}",
        text.chars().take(head).collect::<String>(),
        length.saturating_sub(head + tail),
        text.chars().skip(length - tail).collect::<String>()
    )
}

/// Returns how many of the first characters fit an end that is left of an item.
fn end(chars: impl Iterator<Item = char>) -> usize {
    let mut columns = 0;
    chars
        .take_while(|one| {
            columns += one.width().unwrap_or(0);
            columns <= END_COLUMNS
        })
        .count()
}

/// Writes `items`, `count` in all, with commas; those that do not fit are counted.
pub(crate) fn list<T: Display>(items: impl Iterator<Item = T>, count: usize) -> String {
    let mut text = String::new();
    for (place, one) in items.enumerate() {
        let one = item(&one);
        let comma = if place == 0 { "" } else { ", " };
        if place > 0 && text.width() + one.width() > LIST_COLUMNS_MAX {
            return format!("{text} and {} more", count - place);
        }
        text.push_str(comma);
        text.push_str(&one);
    }
    text
}

/// Writes what an object of this `name` holds: `the queue holds 1, 2`, `the queue is empty`.
pub(crate) fn contents<T: Display>(
    name: &str,
    items: impl Iterator<Item = T>,
    count: usize,
) -> String {
    if count == 0 {
        format!("the {name} is empty")
    } else {
        format!("the {name} holds {}", list(items, count))
    }
}

/// Writes what a read of a whole object got: `[1, 2]`.
pub(crate) fn bracketed(items: &[impl Display]) -> String {
    format!("[{}]", list(items.iter(), items.len()))
}

/// Writes an operation that asks something, and its answer if there is one.
pub(crate) fn asked(op: &str, answer: Option<String>) -> String {
    let answer = answer.unwrap_or_else(|| "?".into());
    format!("{op} → {answer}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crops_a_long_list_and_says_how_much_is_left_out() {
        assert_eq!(list(1..=3, 3), "1, 2, 3");
        let long = list(1001..=1100, 100);
        assert_eq!(long, format!("{} and 92 more", list(1001..=1008, 8)));
    }

    #[test]
    fn crops_a_long_text_in_the_middle() {
        let text = "a".repeat(60) + &"z".repeat(40);
        let shown = item(&text);
        assert_eq!(
            shown,
            format!("{}… 84 more …{}", "a".repeat(8), "z".repeat(8))
        );
    }

    #[test]
    fn crops_by_the_columns_that_a_text_takes() {
        let narrow = "é".repeat(30);
        assert_eq!(item(&narrow), narrow);
        assert_eq!(item(&"語".repeat(16)), "語語語語… 8 more …語語語語");
        assert_eq!(item(&"🦀".repeat(15)), "🦀".repeat(15));
    }

    #[test]
    fn quotes_what_would_not_be_seen_or_would_break_the_line() {
        let shown = ["", "  ", "a\nb", "a b"].map(item);
        assert_eq!(shown, [r#""""#, r#""  ""#, r#""a\nb""#, "a b"]);
    }

    #[test]
    fn names_an_empty_object() {
        assert_eq!(contents("queue", [0; 0].iter(), 0), "the queue is empty");
    }
}
