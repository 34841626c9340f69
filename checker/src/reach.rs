use crate::bits::Bits;
use crate::problem::Problem;
use crate::tape::Tape;

/// The operations that can matter to a return: those linked to the returning one, part by part,
/// through operations that are open.
///
/// All others neither see nor hinder what is placed before it, and can be placed after it.
#[derive(Clone)]
pub(crate) struct Reach<const N: usize> {
    /// Whether the operations of this history touch different parts at all.
    has_parts: bool,
    slots: Bits<N>,
    classes: Vec<bool>,
    parts: Vec<bool>,
}

impl<const N: usize> Reach<N> {
    pub(crate) fn new(problem: &Problem) -> Self {
        let parts = problem.classes.iter().flat_map(|class| &class.parts);
        let count = parts.max().map_or(0, |part| *part as usize + 1);
        Self {
            has_parts: count > 0,
            slots: Bits::EMPTY,
            classes: vec![count == 0; problem.classes.len()],
            parts: vec![false; count],
        }
    }

    /// Finds what the return that is next on the tape can be linked to.
    pub(crate) fn enter(&mut self, tape: &Tape<'_, N>) {
        self.slots = tape.others().or(tape.observers());
        if !self.has_parts {
            return;
        }
        let mut open = open_classes(tape);
        self.parts.fill(false);
        self.classes.fill(false);
        self.link(tape.returning().class, tape);
        while let Some(place) = open.iter().position(|class| self.touches(*class, tape)) {
            self.link(open.swap_remove(place), tape);
        }
        for slot in self.slots.iter() {
            if !self.classes[tape.class_of(slot) as usize] {
                self.slots.remove(slot);
            }
        }
    }

    pub(crate) fn has_parts(&self) -> bool {
        self.has_parts
    }

    pub(crate) fn slots(&self) -> Bits<N> {
        self.slots
    }

    pub(crate) fn class(&self, class: u32) -> bool {
        self.classes[class as usize]
    }

    fn touches(&self, class: u32, tape: &Tape<'_, N>) -> bool {
        let parts = &tape.class(class).parts;
        parts.is_empty() || parts.iter().any(|part| self.parts[*part as usize])
    }

    fn link(&mut self, class: u32, tape: &Tape<'_, N>) {
        self.classes[class as usize] = true;
        let parts = &tape.class(class).parts;
        if parts.is_empty() {
            self.parts.fill(true);
        }
        for part in parts {
            self.parts[*part as usize] = true;
        }
    }
}

fn open_classes<const N: usize>(tape: &Tape<'_, N>) -> Vec<u32> {
    let open = tape.others().or(tape.observers());
    let crashed = &tape.problem().crashed[..tape.crashed_classes() as usize];
    let mut classes: Vec<u32> = open.iter().map(|slot| tape.class_of(slot)).collect();
    classes.extend(crashed.iter().map(|row| row.class));
    classes.sort_unstable();
    classes.dedup();
    classes
}
