//! How reports count and list things.

use std::fmt::{self, Display, Write};

use crate::columns::crop;

/// Of each fault a report lists so many cases; the rest is counted.
pub(super) const LISTED_MAX: usize = 10;

/// An element is cropped to so many columns.
const ELEMENT_COLUMNS_MAX: usize = 30;

/// A line is cropped to so many columns.
const LINE_COLUMNS_MAX: usize = 100;

/// Writes `count` and what it is of: `1 read`, `2 reads`.
pub(super) fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// Writes an element in a line of others.
pub(super) fn element(element: &impl Display) -> String {
    let text = element.to_string().replace(['\n', '\r', '\t'], " ");
    crop(&text, ELEMENT_COLUMNS_MAX)
}

/// Writes elements with commas.
pub(super) fn elements<T: Display>(all: impl IntoIterator<Item = T>) -> String {
    let all: Vec<_> = all.into_iter().map(|one| element(&one)).collect();
    all.join(", ")
}

/// Writes an indented line for each case, and how many of `count` are not listed.
pub(super) fn cases(
    f: &mut fmt::Formatter<'_>,
    cases: impl ExactSizeIterator<Item = String>,
    count: u64,
) -> fmt::Result {
    let listed = cases.len() as u64;
    for case in cases {
        writeln!(f, "{}", crop(&format!("  {case}"), LINE_COLUMNS_MAX))?;
    }
    match count.saturating_sub(listed) {
        0 => Ok(()),
        more => writeln!(f, "  and {more} more"),
    }
}

/// Writes a line that names elements, if there are any: `  lost: 3, 4 and 5 more`.
pub(super) fn named<T: Display>(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    listed: &[T],
    count: u64,
) -> fmt::Result {
    if listed.is_empty() {
        return Ok(());
    }
    let mut line = format!("  {name}: {}", elements(listed));
    let more = count.saturating_sub(listed.len() as u64);
    if more > 0 {
        line = crop(&line, LINE_COLUMNS_MAX - 20);
        write!(line, " and {more} more")?;
    }
    writeln!(f, "{}", crop(&line, LINE_COLUMNS_MAX))
}
