use crate::lines::width;

/// The most characters in a line.
pub(crate) const LINE_MAX: usize = 100;

/// Breaks a line into some that are no longer than [`LINE_MAX`], between words where it can; each
/// after the first is further to the right.
pub(crate) fn fold(line: &str) -> Vec<String> {
    let spaces = line.chars().take_while(|c| *c == ' ').count();
    let indent = " ".repeat((spaces + 2).min(LINE_MAX / 2));
    let mut lines = Vec::new();
    let mut rest = line.to_owned();
    while width(&rest) > LINE_MAX {
        let (place, _) = rest
            .char_indices()
            .nth(LINE_MAX)
            .unwrap_or((rest.len(), ' '));
        let end = rest[..place].rfind(' ');
        // A break within the indent would not make it shorter.
        let end = end.filter(|end| *end > indent.len()).unwrap_or(place);
        let next = indent.clone() + rest[end..].trim_start();
        rest.truncate(end);
        lines.push(rest.trim_end().to_owned());
        rest = next;
    }
    lines.push(rest);
    lines
}
