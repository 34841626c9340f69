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
    /// The sites at which it was looked at.
    pub(super) reads: Vec<Read>,
    /// The sites at which it was changed, each once.
    pub(super) writes: Vec<u32>,
}

/// A site at which an object was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) site: u32,
    /// By whom, ascending, and how often.
    pub(super) readers: Vec<(TaskId, u64)>,
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
        if used.kind.observes() {
            self.add_read(used.site, used.task);
        }
        if used.kind.access() == Access::Writes && !self.writes.contains(&used.site) {
            self.writes.push(used.site);
        }
    }

    fn add_read(&mut self, site: u32, task: TaskId) {
        let Some(read) = self.reads.iter_mut().find(|read| read.site == site) else {
            let readers = vec![(task, 1)];
            self.reads.push(Read { site, readers });
            return;
        };
        match read.readers.last_mut() {
            Some((last, count)) if *last == task => *count += 1,
            _ => read.readers.push((task, 1)),
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

#[cfg(test)]
mod tests {
    use std::panic::Location;

    use super::*;

    /// Returns the steps of tasks, each given by its number, what it does, and to which object.
    fn steps(steps: &[(u32, Kind, u32)]) -> Vec<Step> {
        let location = Location::caller();
        let step = |&(task, kind, object): &(u32, Kind, u32)| Step {
            task: TaskId(task),
            operation: Operation {
                object: ObjectId(object),
                kind,
                location,
            },
        };
        steps.iter().map(step).collect()
    }

    #[test]
    fn what_is_used_before_a_task_is_spawned_or_after_it_has_ended_is_not_contended_for() {
        let steps = steps(&[
            (0, Kind::Store, 7),
            (0, Kind::Spawn, 1),
            (1, Kind::Begin, 1),
            (1, Kind::Update, 7),
            (0, Kind::Join, 1),
            (0, Kind::Load, 7),
        ]);
        let contention = Contention::of(&steps, 2);
        assert_eq!(contention.objects, []);
        assert_eq!(contention.is_contended, [false; 3]);
        assert_eq!(contention.choices, 0);
    }

    #[test]
    fn what_nobody_writes_is_not_contended_for() {
        let steps = steps(&[
            (0, Kind::Spawn, 1),
            (0, Kind::Load, 7),
            (1, Kind::Load, 7),
            (0, Kind::Load, 7),
        ]);
        assert_eq!(Contention::of(&steps, 2).objects, []);
    }

    #[test]
    fn users_reads_and_writes_of_an_object_are_counted_by_task_and_site() {
        let steps = steps(&[
            (0, Kind::Spawn, 1),
            (0, Kind::Load, 8),
            (0, Kind::Load, 7),
            (1, Kind::Store, 7),
            (1, Kind::Update, 7),
            (0, Kind::Load, 7),
            (1, Kind::Update, 9),
        ]);
        let contention = Contention::of(&steps, 2);
        let [object] = &contention.objects[..] else {
            panic!("{:?}", contention.objects);
        };
        let [load, store, update] = [0, 1, 2];
        let user = |task, site, before| User {
            task: TaskId(task),
            uses: 2,
            site,
            before,
        };
        assert_eq!(object.users, [user(0, load, 1), user(1, store, 0)]);
        let read = |site, task, count| Read {
            site,
            readers: vec![(TaskId(task), count)],
        };
        assert_eq!(object.reads, [read(load, 0, 2), read(update, 1, 1)]);
        assert_eq!(object.writes, [store, update]);
        // At the last use by the main task the other one is still to go on, and at the last but one by
        // that.
        assert_eq!(contention.choices, 4);
    }
}
