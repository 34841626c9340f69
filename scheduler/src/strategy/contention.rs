use super::sites::Sites;
use crate::{Access, Kind, ObjectId, Operation, Step, TaskId};

/// What the tasks of an execution contended for.
///
/// A task contends for an object if it does something to it while there are others, if another does so,
/// too, and if one of them writes.
#[derive(Clone, Debug, Default)]
pub(super) struct Contention {
    /// The sites of all that is done to objects, in the order in which they were met.
    pub(super) sites: Sites,
    /// By site: whether what was contended for was used there.
    pub(super) is_contended: Vec<bool>,
    /// The objects, in the order in which they were first used.
    pub(super) objects: Vec<Contended>,
    /// How many steps used one of them while there was another task to choose, about.
    pub(super) choices: u64,
}

/// An object that was contended for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Contended {
    /// By task, ascending; those that used it.
    pub(super) users: Vec<User>,
    /// The sites at which it was looked at, each once.
    pub(super) reads: Vec<u32>,
    /// The sites at which it was changed, each once.
    pub(super) writes: Vec<u32>,
}

/// A task that used an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct User {
    pub(super) task: TaskId,
    /// How often.
    pub(super) uses: u64,
    /// Where it did so for the first time.
    pub(super) site: u32,
    /// How often it had been at that site before, with other objects.
    pub(super) before: u32,
}

/// An operation of an execution that is done to an object.
#[derive(Clone, Copy)]
struct Use {
    object: ObjectId,
    task: TaskId,
    place: usize,
    kind: Kind,
    site: u32,
    /// How often the task was at the site before.
    before: u32,
}

impl Contention {
    pub(super) fn of(steps: &[Step], tasks: usize) -> Self {
        let company = Company::of(steps, tasks);
        let mut sites = Sites::default();
        let mut uses = uses(steps, tasks, &mut sites);
        uses.retain(|used| company.is_live[used.place]);
        let mut contention = Self {
            is_contended: vec![false; sites.len()],
            sites,
            ..Self::default()
        };
        // Numbers are those of the first use in this execution; places keep the order in each.
        uses.sort_by_key(|used| (used.object, used.task, used.place));
        for uses in uses.chunk_by(|one, other| one.object == other.object) {
            if is_contended(uses) {
                contention.add(uses, &company);
            }
        }
        contention
    }

    fn add(&mut self, uses: &[Use], company: &Company) {
        let mut object = Contended {
            users: Vec::new(),
            reads: Vec::new(),
            writes: Vec::new(),
        };
        for used in uses {
            self.is_contended[used.site as usize] = true;
            self.choices += u64::from(company.is_choice[used.place]);
            object.add(used);
        }
        self.objects.push(object);
    }
}

impl Contention {
    /// Returns true if what is done at the site of the operation is done to what was contended for.
    pub(super) fn has(&self, operation: &Operation) -> bool {
        let site = || self.sites.find(operation);
        operation.is_use() && site().is_some_and(|site| self.is_contended[site as usize])
    }
}

impl Contended {
    fn add(&mut self, used: &Use) {
        match self.users.last_mut() {
            Some(last) if last.task == used.task => last.uses += 1,
            _ => self.users.push(User {
                task: used.task,
                uses: 1,
                site: used.site,
                before: used.before,
            }),
        }
        if used.kind.observes() && !self.reads.contains(&used.site) {
            self.reads.push(used.site);
        }
        if used.kind.access() == Access::Writes && !self.writes.contains(&used.site) {
            self.writes.push(used.site);
        }
    }
}

fn is_contended(uses: &[Use]) -> bool {
    let is_shared = uses.first().map(|used| used.task) != uses.last().map(|used| used.task);
    is_shared && uses.iter().any(|used| used.kind.access() == Access::Writes)
}

/// Returns what was done to objects, in the order of the steps.
fn uses(steps: &[Step], tasks: usize, sites: &mut Sites) -> Vec<Use> {
    let mut visits: Vec<Vec<u32>> = vec![Vec::new(); tasks];
    let mut uses = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        let operation = &step.operation;
        if !operation.is_use() {
            continue;
        }
        let site = sites.meet(operation);
        let visits = &mut visits[step.task.place()];
        if visits.len() <= site as usize {
            visits.resize(site as usize + 1, 0);
        }
        let before = visits[site as usize];
        visits[site as usize] += 1;
        uses.push(Use {
            object: operation.object,
            task: step.task,
            place,
            kind: operation.kind,
            site,
            before,
        });
    }
    uses
}

/// Who was there beside the task that took each step.
struct Company {
    /// Whether any other task had begun or was to begin, and had not ended.
    is_live: Vec<bool>,
    /// Whether one of them could probably have been chosen instead.
    is_choice: Vec<bool>,
}

impl Company {
    fn of(steps: &[Step], tasks: usize) -> Self {
        let mut last = vec![None; tasks];
        for (place, step) in steps.iter().enumerate() {
            last[step.task.place()] = Some(place);
        }
        let mut spawned = spawned(steps, tasks);
        let mut company = Self {
            is_live: vec![false; steps.len()],
            is_choice: vec![false; steps.len()],
        };
        // Backwards, so that what each task does next is known: it cannot be chosen while it waits to
        // join another.
        let mut next: Vec<Option<Kind>> = vec![None; tasks];
        let (mut live, mut free) = (0_u32, 0_u32);
        let is_free = |kind: Option<Kind>| u32::from(kind.is_some_and(|kind| kind != Kind::Join));
        for (place, step) in steps.iter().enumerate().rev() {
            let task = step.task.place();
            live += u32::from(last[task] == Some(place));
            free -= is_free(next[task]);
            next[task] = Some(step.operation.kind);
            free += is_free(next[task]);
            company.is_live[place] = live > 1;
            company.is_choice[place] = free > u32::from(step.operation.kind != Kind::Join);
            while let Some((_, child)) = spawned.pop_if(|(at, _)| *at == place) {
                if last[child].is_some() {
                    live -= 1;
                    free -= is_free(next[child].take());
                }
            }
        }
        company
    }
}

/// Returns at which step each task was spawned, ascending.
fn spawned(steps: &[Step], tasks: usize) -> Vec<(usize, usize)> {
    let spawns = steps
        .iter()
        .enumerate()
        .filter(|(_, step)| step.operation.kind == Kind::Spawn);
    spawns.map(|(place, _)| place).zip(1..tasks).collect()
}
