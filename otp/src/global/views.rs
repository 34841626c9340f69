use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lockstep_scheduler::gated::{Gates, Side};

use super::Conflict;
use crate::{Node, ProcessId, RegisterError};

/// What each node knows of names, by itself: nothing here is a scheduling point.
#[derive(Default)]
pub(super) struct Views {
    of_nodes: BTreeMap<Node, BTreeMap<String, Entry>>,
    /// Of how many names it is not decided who keeps them.
    undecided: usize,
}

/// Who has a name.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) process: ProcessId,
    /// What decides if another process has it, too.
    pub(super) resolve: Resolve,
}

pub(super) type Resolve = Rc<dyn Fn(&Conflict) -> Option<ProcessId>>;

impl Gates for Views {
    fn is_open(&self, _: Side) -> bool {
        self.undecided == 0
    }
}

impl Views {
    pub(super) fn is_empty(&self) -> bool {
        self.of_nodes.values().all(BTreeMap::is_empty)
    }

    pub(super) fn find(&self, here: Node, name: &str) -> Option<ProcessId> {
        Some(self.entry(here, name)?.process)
    }

    pub(super) fn names(&self, here: Node) -> Vec<String> {
        let names = self
            .of_nodes
            .get(&here)
            .into_iter()
            .flat_map(BTreeMap::keys);
        names.cloned().collect()
    }

    /// Adds a name on nodes, none of which may know it or another one of the process.
    pub(super) fn add(
        &mut self,
        nodes: &[Node],
        name: &str,
        entry: &Entry,
    ) -> Result<(), RegisterError> {
        for node in nodes {
            if let Some(by) = self.find(*node, name) {
                let name = name.to_owned();
                return Err(RegisterError::Taken { name, by });
            }
            let process = entry.process;
            if let Some(name) = self.name_of(*node, process) {
                return Err(RegisterError::Named { process, name });
            }
        }
        for node in nodes {
            self.put(*node, name, entry);
        }
        Ok(())
    }

    pub(super) fn remove(&mut self, here: Node, name: &str) {
        if let Some(view) = self.of_nodes.get_mut(&here) {
            view.remove(name);
        }
    }

    /// Removes the names of processes from the view of a node.
    pub(super) fn forget(&mut self, here: Node, is_it: impl Fn(ProcessId) -> bool) {
        if let Some(view) = self.of_nodes.get_mut(&here) {
            view.retain(|_, entry| !is_it(entry.process));
        }
    }

    /// Lets pairs of nodes tell each other what they know; returns which names two processes have.
    pub(super) fn merge(
        &mut self,
        pairs: impl Iterator<Item = (Node, Node)>,
    ) -> BTreeSet<Conflict> {
        let mut conflicts = BTreeSet::new();
        for (one, other) in pairs {
            let names = [self.names(one), self.names(other)].concat();
            for name in names {
                let entries = [one, other].map(|node| self.entry(node, &name).cloned());
                match entries {
                    [Some(known), None] => self.put(other, &name, &known),
                    [None, Some(known)] => self.put(one, &name, &known),
                    [Some(known), Some(too)] if known.process != too.process => {
                        let (one, other) = (known.process, too.process);
                        let turned = Conflict {
                            name: name.clone(),
                            one: other,
                            other: one,
                        };
                        if !conflicts.contains(&turned) {
                            conflicts.insert(Conflict { name, one, other });
                        }
                    }
                    _ => {}
                }
            }
        }
        self.undecided += conflicts.len();
        conflicts
    }

    /// Returns what decides between two, if both have the name still.
    pub(super) fn open_conflict(&self, conflict: &Conflict) -> Option<Resolve> {
        let who = [conflict.one, conflict.other];
        let [one, other] = who.map(|process| self.entry_of(&conflict.name, process));
        other?;
        Some(Rc::clone(&one?.resolve))
    }

    pub(super) fn close_conflict(&mut self) {
        self.undecided -= 1;
    }

    /// Lets the views of nodes agree that had one of two under a name: on the one that is kept, or on none.
    ///
    /// One that is not kept may have ended meanwhile, so that a view has neither.
    pub(super) fn settle(&mut self, conflict: &Conflict, kept: Option<ProcessId>, nodes: &[Node]) {
        let name = &conflict.name;
        let kept = kept.and_then(|process| self.entry_of(name, process).cloned());
        let views = self.of_nodes.iter_mut();
        for (_, view) in views.filter(|(node, _)| nodes.contains(node)) {
            let process = view.get(name).map(|entry| entry.process);
            let had = [conflict.one, conflict.other].map(Some).contains(&process);
            match &kept {
                Some(entry) if had || process.is_none() => {
                    drop(view.insert(name.clone(), entry.clone()));
                }
                None if had => drop(view.remove(name)),
                _ => {}
            }
        }
    }

    fn entry(&self, here: Node, name: &str) -> Option<&Entry> {
        self.of_nodes.get(&here)?.get(name)
    }

    fn entry_of(&self, name: &str, process: ProcessId) -> Option<&Entry> {
        let entries = self.of_nodes.values().filter_map(|view| view.get(name));
        entries.into_iter().find(|entry| entry.process == process)
    }

    fn name_of(&self, here: Node, process: ProcessId) -> Option<String> {
        let view = self.of_nodes.get(&here)?;
        let own = view.iter().find(|(_, entry)| entry.process == process);
        own.map(|(name, _)| name.clone())
    }

    fn put(&mut self, here: Node, name: &str, entry: &Entry) {
        let view = self.of_nodes.entry(here).or_default();
        view.insert(name.to_owned(), entry.clone());
    }
}
