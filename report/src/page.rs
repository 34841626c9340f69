use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Serialize;

/// What all pages look like.
const STYLE: &str = include_str!("../assets/page.css");
/// What all pages do.
const SCRIPT: &str = include_str!("../assets/page.js");

/// The browser loads nothing, whatever the data says.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/// A page that holds all it needs.
pub(crate) struct Page<'a, Data> {
    pub(crate) title: &'a str,
    /// What this sort of page looks like, besides what all do.
    pub(crate) style: &'a str,
    /// What it does.
    pub(crate) script: &'a str,
    /// What it knows; scripts find it as `page.data`.
    pub(crate) data: &'a Data,
    /// What is there without a script, too.
    pub(crate) body: Markup,
}

impl<Data: Serialize> Page<'_, Data> {
    pub(crate) fn to_html(&self) -> String {
        let markup = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="generator" content="lockstep";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    title { (self.title) }
                    link rel="icon" href="data:,";
                    style { (PreEscaped(STYLE)) (PreEscaped(self.style)) }
                }
                body {
                    (self.body)
                    script id="data" type="application/json" { (PreEscaped(json(self.data))) }
                    script { (PreEscaped(SCRIPT)) (PreEscaped(self.script)) }
                }
            }
        };
        markup.into_string()
    }
}

/// Writes JSON that no HTML parser takes for the end of its element.
fn json(data: &impl Serialize) -> String {
    let text =
        serde_json::to_string(data).expect("the data of a page is strings, numbers and lists");
    text.replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_end_the_element_that_it_is_in() {
        let html = Page {
            title: "</title><b>",
            style: "",
            script: "",
            data: &["</script><script>alert(1)</script><!--"],
            body: html! {},
        }
        .to_html();
        assert_eq!(html.matches("</script>").count(), 2);
        assert!(!html.contains("<!--"));
        assert!(html.contains("<title>&lt;/title&gt;&lt;b&gt;</title>"));
    }
}
