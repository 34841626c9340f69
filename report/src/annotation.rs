use lockstep_history::{EventRef, Process, Recording, Value};
use serde::Serialize;

/// Something in a history that no client did: a fault that begins and ends, or a remark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Annotation {
    /// Who noted it: `nemesis`.
    pub(crate) by: String,
    /// What it was: `kill`, `partition n1`.
    pub(crate) label: String,
    /// The event at which it was there for the first time.
    pub(crate) from: u32,
    /// The event from which on it was no longer there; `None` if no such is known.
    pub(crate) to: Option<u32>,
    /// Whether it lasts, from one event to the other or to the end; else it is a moment.
    pub(crate) lasts: bool,
}

/// Returns what is in a recording that no client did, in the order of the history.
///
/// What begins and what ends it are told by their names, as nemeses have them: see [`Turn::of`]. What
/// neither begins nor ends anything is a moment.
pub(crate) fn annotations(recording: &Recording) -> Vec<Annotation> {
    let mut reader = Reader::default();
    for event in recording.events() {
        if let Process::Other(by) = event.process() {
            reader.read(by, event);
        }
    }
    reader.found
}

#[derive(Default)]
struct Reader<'a> {
    found: Vec<Annotation>,
    /// What has begun and not ended.
    open: Vec<Begun>,
    /// The event before, what it was, and the annotation that it made, if it did.
    last: Option<(EventRef<'a>, Turn, Option<usize>)>,
}

/// A fault that has not ended.
struct Begun {
    name: String,
    /// Such as the node that suffers it.
    value: Value,
    place: usize,
}

impl<'a> Reader<'a> {
    fn read(&mut self, by: &Value, event: EventRef<'a>) {
        let turn = self.turn(event);
        // Jepsen notes an act of the nemesis twice: when it is asked for, and when it is done.
        if let Some((before, asked, place)) = self.last.take()
            && (before.process(), before.f()) == (event.process(), event.f())
            && (is_same(before, event) && asked == turn
                || before.value() == Value::Null
                || is_done(before, event))
        {
            if let Some(place) = place {
                self.found[place].label = label(event);
            }
            return;
        }
        let place = match &turn {
            Turn::Ends(words) if self.end(words, event) => None,
            _ => Some(self.found.len()),
        };
        if place.is_some() {
            self.found.push(Annotation {
                by: plain(by),
                label: label(event),
                from: event.number(),
                to: None,
                lasts: matches!(turn, Turn::Begins(_)),
            });
        }
        if let (Turn::Begins(name), Some(place)) = (&turn, place) {
            self.open.push(Begun {
                name: name.clone(),
                value: event.value(),
                place,
            });
        }
        self.last = Some((event, turn, place));
    }

    /// Ends what is open and has such a name, only of that value if there is such; returns true if there is
    /// anything to end.
    fn end(&mut self, words: &[String], event: EventRef<'_>) -> bool {
        let is_named = |begun: &Begun| words.iter().any(|word| fits(&begun.name, word));
        let is_meant = |begun: &Begun| is_named(begun) && begun.value == event.value();
        let is_one_meant = self.open.iter().any(is_meant);
        let (ended, open): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.open)
                .into_iter()
                .partition(|begun| {
                    if is_one_meant {
                        is_meant(begun)
                    } else {
                        is_named(begun)
                    }
                });
        self.open = open;
        for begun in &ended {
            self.found[begun.place].to = Some(event.number());
        }
        !ended.is_empty()
    }

    fn turn(&self, event: EventRef<'_>) -> Turn {
        let is_down = |begun: &Begun| DOWN.iter().any(|word| fits(&begun.name, word));
        match Turn::of(event.f(), &event.value()) {
            // A node that was killed is started again.
            Turn::Begins(name) if name.is_empty() && self.open.iter().any(is_down) => any(&DOWN),
            turn => turn,
        }
    }
}

fn is_same(before: EventRef<'_>, event: EventRef<'_>) -> bool {
    before.value() == event.value()
}

/// Returns true for an event that says what came of one that was to begin or to end something.
fn is_done(before: EventRef<'_>, event: EventRef<'_>) -> bool {
    let is_asked = |event: EventRef<'_>| matches!(plain(&event.value()).as_str(), "begin" | "end");
    is_asked(before) && !is_asked(event)
}

/// What an event of a nemesis does.
#[derive(Debug, PartialEq, Eq)]
enum Turn {
    /// A fault of this name begins.
    Begins(String),
    /// Faults of these names end, and of those whose names begin so.
    Ends(Vec<String>),
    Neither,
}

/// By which words the names begin of what nodes can suffer, and what ends it.
const DOWN: [&str; 2] = ["kill", "crash"];
const STILL: [&str; 2] = ["pause", "hang"];
const CLOCKS: [&str; 3] = ["bump", "strobe", "skew"];
const CUTS: [&str; 6] = ["partition", "isolate", "cut", "split", "bridge", "ring"];

impl Turn {
    /// Reads the names that nemeses use: `kill` with the value `begin` or `end`; `start` and `stop`,
    /// `start-x` and `stop-x`; and what is ended by a name of its own, such as `pause` by `resume`.
    fn of(f: &str, value: &Value) -> Self {
        let rest = |word| {
            Some(
                f.strip_prefix(word)?
                    .trim_start_matches(['-', '_'])
                    .to_owned(),
            )
        };
        let mut faults = [&DOWN[..], &STILL, &CLOCKS, &CUTS].into_iter().flatten();
        match (plain(value).as_str(), f) {
            ("begin", _) => Turn::Begins(f.to_owned()),
            ("end", _) => Turn::Ends(vec![f.to_owned()]),
            (_, "restart" | "recover" | "revive") => any(&DOWN),
            (_, "resume" | "continue") => any(&STILL),
            (_, "reset" | "reset-clock") => any(&CLOCKS),
            (_, "heal" | "reconnect") => any(&CUTS),
            _ if faults.any(|word| f.starts_with(word)) => Turn::Begins(f.to_owned()),
            _ => (rest("start").map(Turn::Begins))
                .or_else(|| rest("stop").map(|name| Turn::Ends(vec![name])))
                .unwrap_or(Turn::Neither),
        }
    }
}

fn any(words: &[&str]) -> Turn {
    Turn::Ends(words.iter().map(|&word| word.to_owned()).collect())
}

fn fits(name: &str, word: &str) -> bool {
    name == word || (!word.is_empty() && name.starts_with(word))
}

/// Writes name and value, unless the value only says whether it begins or ends.
fn label(event: EventRef<'_>) -> String {
    match plain(&event.value()).as_str() {
        "null" | "begin" | "end" => event.f().to_owned(),
        value => format!("{} {value}", event.f()),
    }
}

/// Writes a value, a string or a keyword without its quotes.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) | Value::Keyword(text) | Value::Symbol(text) => text.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use lockstep_history::ReadOptions;

    use super::*;

    fn read(lines: &[(&str, &str)]) -> Vec<(String, u32, Option<u32>, bool)> {
        let lines = lines.iter().map(|(f, value)| {
            format!("{{\"process\": \"nemesis\", \"type\": \"info\", \"f\": \"{f}\", \"value\": {value}}}\n")
        });
        let text: String = lines.collect();
        let options = ReadOptions::default();
        let recording = Recording::from_bytes(text.as_bytes(), "test", None, options).unwrap();
        let found = annotations(&recording).into_iter();
        found
            .map(|one| (one.label, one.from, one.to, one.lasts))
            .collect()
    }

    fn band(label: &str, from: u32, to: Option<u32>) -> (String, u32, Option<u32>, bool) {
        (label.to_owned(), from, to, true)
    }

    #[test]
    fn what_begins_and_ends_by_its_value_is_one_band() {
        let found = read(&[
            ("kill", "\"begin\""),
            ("kill", "\"end\""),
            ("kill", "\"begin\""),
        ]);
        assert_eq!(found, [band("kill", 0, Some(1)), band("kill", 2, None)]);
    }

    #[test]
    fn an_act_that_is_asked_for_and_then_done_is_one_band() {
        let (start, stop) = (("start", "null"), ("stop", "null"));
        let done = [("start", "\"Cut off n1\""), ("stop", "\"fully connected\"")];
        let found = read(&[start, done[0], stop, done[1], start, done[0]]);
        let label = "start Cut off n1";
        assert_eq!(found, [band(label, 0, Some(2)), band(label, 4, None)]);
        let asked = ("start-partition", "\"majority\"");
        let found = read(&[
            asked,
            ("start-partition", "[1]"),
            ("stop-partition", "null"),
        ]);
        // Nobody knows whether that is one or two, so none is left out.
        let (one, other) = ("start-partition majority", "start-partition [1]");
        assert_eq!(found, [band(one, 0, Some(2)), band(other, 1, Some(2))]);
    }

    #[test]
    fn faults_of_several_nodes_are_told_apart() {
        let (one, other) = ("\"n1\"", "\"n2\"");
        let found = read(&[
            ("kill", one),
            ("kill", other),
            ("restart", other),
            ("restart", one),
        ]);
        assert_eq!(
            found,
            [band("kill n1", 0, Some(3)), band("kill n2", 1, Some(2))]
        );
        assert_eq!(read(&[("note", one), ("note", other)]).len(), 2);
    }

    #[test]
    fn what_came_of_an_end_begins_nothing() {
        let found = read(&[
            ("cut", "\"begin\""),
            ("cut", "\"both ways\""),
            ("cut", "\"end\""),
            ("cut", "null"),
            ("kill", "\"begin\""),
            ("kill", "\"postgres\""),
            ("kill", "\"end\""),
            ("kill", "\"postgres\""),
        ]);
        let expected = [
            band("cut both ways", 0, Some(2)),
            band("kill postgres", 4, Some(6)),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_fault_can_be_ended_by_a_name_of_its_own() {
        let found = read(&[
            ("isolate-leader", "\"n1\""),
            ("pause", "\"n2\""),
            ("heal", "null"),
        ]);
        assert_eq!(
            found,
            [
                band("isolate-leader n1", 0, Some(2)),
                band("pause n2", 1, None)
            ]
        );
        let found = read(&[("kill", "\"n2\""), ("start", "\"n2\"")]);
        assert_eq!(found, [band("kill n2", 0, Some(1))]);
    }

    #[test]
    fn what_is_no_fault_is_a_moment() {
        let found = read(&[("note", "\"warm\""), ("stop", "null")]);
        assert_eq!(found[0], ("note warm".to_owned(), 0, None, false));
        assert_eq!(found[1], ("stop".to_owned(), 1, None, false));
    }
}
