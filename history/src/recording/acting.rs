use hashbrown::{HashMap, HashSet};

use crate::pairing::Pairing;
use crate::{AfterInfo, Fault, Kind, Process};

/// Knows who acts: gives processes dense numbers and pairs what clients do.
pub(super) struct Acting {
    pairing: Pairing,
    after_info: AfterInfo,
    processes: Vec<Process>,
    /// Who acts under each name now; after `info` it can be a fresh process.
    dense: HashMap<Process, u32>,
    /// Processes that act for one that crashed; they get their numbers when all others are known.
    fresh: Vec<u32>,
    operations: u32,
}

impl Acting {
    pub(super) fn new(after_info: AfterInfo) -> Self {
        Self {
            pairing: Pairing::new(after_info),
            after_info,
            processes: Vec::new(),
            dense: HashMap::new(),
            fresh: Vec::new(),
            operations: 0,
        }
    }

    /// Takes the next event, of the process with this number; returns who acts and the invocation that
    /// is completed.
    pub(super) fn act(
        &mut self,
        mut dense: u32,
        kind: Kind,
        event: u32,
    ) -> Result<(u32, Option<u32>), Fault> {
        if matches!(self.processes[dense as usize], Process::Other(_)) {
            return Ok((dense, None));
        }
        if kind == Kind::Invoke {
            self.operations += 1;
            if self.after_info == AfterInfo::NewProcess && self.pairing.has_crashed(dense) {
                dense = self.successor(self.processes[dense as usize].clone());
            }
        }
        match self.pairing.push(dense, kind, event) {
            Ok(partner) => Ok((dense, partner)),
            Err(rule) => Err(Fault::Rule {
                process: self.processes[dense as usize].clone(),
                rule,
            }),
        }
    }

    /// Returns the number of whoever acts under this name now.
    pub(super) fn dense(&mut self, process: &Process) -> u32 {
        if let Some(&dense) = self.dense.get(process) {
            return dense;
        }
        let dense = self.add(process.clone());
        self.dense.insert(process.clone(), dense);
        dense
    }

    /// Lets a fresh process act under the name of one that crashed.
    fn successor(&mut self, process: Process) -> u32 {
        let dense = self.add(process.clone());
        self.fresh.push(dense);
        self.dense.insert(process, dense);
        dense
    }

    fn add(&mut self, process: Process) -> u32 {
        let dense = u32::try_from(self.processes.len()).expect("fewer than 2^32 processes");
        self.processes.push(process);
        dense
    }

    /// Returns the greatest number that a process has.
    pub(super) fn greatest(&self) -> u32 {
        u32::try_from(self.processes.len())
            .unwrap_or(u32::MAX)
            .saturating_sub(1)
    }

    /// Returns how many operations clients invoked.
    pub(super) fn operations(&self) -> u32 {
        self.operations
    }

    /// Returns the processes by their dense numbers.
    ///
    /// Fresh ones get numbers that nobody uses, above all others as far as there are any.
    pub(super) fn into_processes(mut self) -> Vec<Process> {
        let client = |process: &Process| match process {
            Process::Client(number) => Some(*number),
            Process::Other(_) => None,
        };
        let taken: HashSet<u64> = self.dense.keys().filter_map(client).collect();
        let greatest = taken.iter().copied().max().unwrap_or_default();
        let numbers = (greatest..=u64::MAX).chain(0..greatest);
        let free = numbers.filter(|number| !taken.contains(number));
        for (&dense, number) in self.fresh.iter().zip(free) {
            self.processes[dense as usize] = Process::Client(number);
        }
        self.processes
    }
}
