use std::any::Any;
use std::collections::BTreeMap;
use std::rc::Rc;

use lockstep_scheduler::gated::Gates;

use super::{AlreadyRegistered, Keys};
use crate::{Pid, ProcessId};

/// Who is registered, by itself: nothing here is a scheduling point.
pub(super) struct Entries<K, M, V> {
    keys: Keys,
    /// No key is without an entry.
    of_keys: BTreeMap<K, Vec<(Pid<M>, V)>>,
    pub(super) meta: BTreeMap<String, Rc<dyn Any>>,
}

impl<K, M, V> Gates for Entries<K, M, V> {}

impl<K: Ord + Clone, M, V: Clone> Entries<K, M, V> {
    pub(super) fn new(keys: Keys) -> Self {
        Self {
            keys,
            of_keys: BTreeMap::new(),
            meta: BTreeMap::new(),
        }
    }

    pub(super) fn of(&self, key: &K) -> &[(Pid<M>, V)] {
        self.of_keys.get(key).map_or(&[], Vec::as_slice)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&K, Pid<M>, &V)> {
        let all = self.of_keys.iter();
        all.flat_map(|(key, own)| own.iter().map(move |(pid, value)| (key, *pid, value)))
    }

    pub(super) fn add(&mut self, key: K, pid: Pid<M>, value: V) -> Result<(), AlreadyRegistered> {
        let own = self.of_keys.entry(key).or_default();
        if let (Keys::Unique, Some((by, _))) = (self.keys, own.first()) {
            return Err(AlreadyRegistered { by: by.id() });
        }
        own.push((pid, value));
        Ok(())
    }

    /// Takes out what a process has under a key.
    pub(super) fn take(
        &mut self,
        key: &K,
        process: ProcessId,
        is_it: impl Fn(&V) -> bool,
    ) -> Vec<V> {
        let Some(own) = self.of_keys.get_mut(key) else {
            return Vec::new();
        };
        let taken = own.extract_if(.., |(pid, value)| pid.id() == process && is_it(value));
        let taken = taken.map(|(_, value)| value).collect();
        if own.is_empty() {
            self.of_keys.remove(key);
        }
        taken
    }

    /// Takes out all that a process has.
    pub(super) fn take_all(&mut self, process: ProcessId) -> Vec<(K, V)> {
        let mut taken = Vec::new();
        self.of_keys.retain(|key, own| {
            let gone = own.extract_if(.., |(pid, _)| pid.id() == process);
            taken.extend(gone.map(|(_, value)| (key.clone(), value)));
            !own.is_empty()
        });
        taken
    }

    /// Changes the value of a process under a key, and returns the new and the old one.
    pub(super) fn update(
        &mut self,
        key: &K,
        process: ProcessId,
        change: impl FnOnce(&V) -> V,
    ) -> Option<(V, V)> {
        assert!(
            self.keys == Keys::Unique,
            "a value is changed in a registry of unique keys only: others may have several"
        );
        let own = self.of_keys.get_mut(key)?.first_mut();
        let (_, value) = own.filter(|(pid, _)| pid.id() == process)?;
        let new = change(value);
        let old = std::mem::replace(value, new.clone());
        Some((new, old))
    }
}
