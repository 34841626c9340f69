//! What pages have in common that are read from top to bottom.

use maud::{Markup, html};

/// They only switch between light and dark.
pub(crate) const SCRIPT: &str = "page.onTheme(() => {});";

/// Makes the head of a page: its title, what is told beside it, and the switch between light and dark.
pub(crate) fn head(title: &str, told: &Markup) -> Markup {
    html! {
        header {
            h1 { (title) }
            (told)
            button #theme title="Light or dark" aria-label="Switch between light and dark" { "◐" }
        }
    }
}
