use std::sync::Arc;

use lockstep_seed::{Seed, Stream};

use super::contention::{Contended, Contention};
use super::looks::Looks;
use super::{Execution, Point, Pos, Profile, Strategy};
use crate::{Access, Kind, ObjectId, Operation, TaskId};

/// [`Pos`], with a few reads held back until the write has happened that they are to read from.
///
/// Each execution draws one to three constraints: what is done at one place in the source finds an object
/// as something done at another place has left it, or as it was before anybody changed it. The places
/// are those of an execution before it, and so are the objects that both are done to; "reads" and
/// "writes" are meant widely, so that locks, channels and condition variables have them, too. Until the
/// write has happened the read waits, and once it has happened all other writes to the object wait for
/// the read. Where everybody would have to wait, somebody goes on, and the constraint that this breaks is
/// dropped; all are once a task seems to wait for another in a loop.
///
/// Half of the constraints are about whoever is the first to read at the place. Places are few, however
/// many tasks pass them: what [`Pos`] finds once in thousands of executions among many equal tasks, since
/// all but one would have to be late, is one constraint out of a few. The other half are about one task,
/// at one of the times that it passes the place: then others may pass it before.
///
/// # Sources
///
/// D. Wolff, S. Zheng, G. J. Duck, U. Mathur, A. Roychoudhury, Greybox Fuzzing for Concurrency Testing
/// (ASPLOS 2024): constraints over partial order sampling. They keep those that lead to something new
/// and vary them; here each execution draws its own, which in their measurements finds as much.
#[derive(Clone, Debug)]
pub struct ReadsFrom {
    stream: Stream,
    pos: Pos,
    contention: Option<Arc<Contention>>,
    constraints: Vec<Constraint>,
    /// By task: the site of what it does next.
    sites: Vec<Option<u32>>,
    looks: Looks,
    /// How many steps there are at most until the constraints that are left are dropped.
    patience: u64,
}

/// The most constraints of an execution.
const CONSTRAINTS_MAX: u64 = 3;

/// That a read is to find what a write has left.
#[derive(Clone, Debug)]
struct Constraint {
    /// The site of the read.
    read: u32,
    /// Whose read it is; nothing for whoever is there first.
    reader: Option<TaskId>,
    /// How often the reader passes the site before.
    passes: u64,
    /// The site of the write; nothing for what the object was before anybody else changed it.
    write: Option<u32>,
    /// The sites of all writes to the object.
    writes: Vec<u32>,
    /// The object, once the write has happened.
    object: Option<ObjectId>,
}

impl ReadsFrom {
    /// Makes the strategy.
    pub fn new() -> Self {
        Self {
            stream: Seed::from(0).stream(),
            pos: Pos::new(),
            contention: None,
            constraints: Vec::new(),
            sites: Vec::new(),
            looks: Looks::NONE,
            patience: 0,
        }
    }

    fn constrain(&mut self, profile: &Profile) {
        let contention = profile.contention();
        if !contention.objects.is_empty() {
            for _ in 0..=self.stream.below(CONSTRAINTS_MAX) {
                let object = self.stream.choose(&contention.objects);
                if let Some(constraint) = Constraint::draw(object, &mut self.stream) {
                    self.constraints.push(constraint);
                }
            }
        }
        self.contention = Some(contention);
    }

    /// Sees where the last task has come to.
    fn arrive(&mut self, point: &Point<'_>) {
        self.sites.resize(point.tasks(), None);
        let (task, contention) = (point.current(), self.contention.as_ref());
        let operation = point.next_of(task);
        let site = contention.and_then(|contention| contention.sites.find(operation));
        self.sites[task.place()] = site.filter(|_| operation.is_use());
    }

    fn gives_up(&mut self, point: &Point<'_>) -> bool {
        let waits = point.last().kind == Kind::Yield;
        self.patience = self.patience.saturating_sub(if waits { 100 } else { 1 });
        self.looks.are_too_many(point) || self.patience == 0
    }
}

impl Default for ReadsFrom {
    fn default() -> Self {
        Self::new()
    }
}

impl Constraint {
    fn draw(object: &Contended, stream: &mut Stream) -> Option<Self> {
        if object.reads.is_empty() {
            return None;
        }
        let read = stream.choose(&object.reads);
        let (mut reader, mut passes) = (None, 0);
        if stream.below(2) == 0 {
            let (task, count) = *stream.choose(&read.readers);
            (reader, passes) = (Some(task), stream.below(count));
        }
        let write = stream.below(object.writes.len() as u64 + 1);
        let write = usize::try_from(write).expect("at most a length");
        Some(Self {
            read: read.site,
            reader,
            passes,
            write: object.writes.get(write).copied(),
            writes: object.writes.clone(),
            object: None,
        })
    }

    /// Returns true if the constraint is about what a task reads at a site.
    fn is_read(&self, task: TaskId, site: u32) -> bool {
        site == self.read && self.reader.is_none_or(|reader| reader == task)
    }

    /// Returns true if a task writes at a site what is to be read.
    fn is_write(&self, task: TaskId, site: u32) -> bool {
        self.write == Some(site) && self.reader != Some(task)
    }

    /// Returns true if what a task does next, at a site, is to wait.
    fn holds(&self, task: TaskId, operation: &Operation, site: u32) -> bool {
        let is_read = self.is_read(task, site);
        match self.object {
            Some(object) => {
                let writes = operation.kind.access() == Access::Writes;
                operation.object == object && writes && !is_read
            }
            None if self.write.is_some() => {
                is_read && self.passes == 0 && !self.is_write(task, site)
            }
            None => !is_read && self.reader != Some(task) && self.writes.contains(&site),
        }
    }

    /// Takes note of what a task does, and returns true if the constraint goes on.
    fn goes_on(&mut self, task: TaskId, operation: &Operation, site: u32) -> bool {
        if self.is_read(task, site) && self.passes > 0 {
            self.passes -= 1;
            return true;
        }
        if self.object.is_none() && self.is_write(task, site) {
            self.object = Some(operation.object);
            return true;
        }
        let is_it = self.object.is_none_or(|object| object == operation.object);
        let is_over = self.is_read(task, site) && is_it;
        !is_over && !self.holds(task, operation, site)
    }
}

impl Strategy for ReadsFrom {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        self.stream = execution.seed.derive(0).stream();
        self.contention = None;
        self.constraints.clear();
        self.sites.clear();
        self.looks = Looks::NONE;
        if let Some(profile) = execution.profile {
            self.patience = 2 * profile.steps.max(100);
            self.constrain(profile);
        }
        self.pos.begin(execution)
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        if self.constraints.is_empty() {
            return self.pos.choose(point);
        }
        if self.gives_up(point) {
            self.constraints.clear();
        }
        self.arrive(point);
        let (constraints, sites) = (&mut self.constraints, &self.sites);
        let site_of = |task: TaskId| sites[task.place()];
        let task = self.pos.choose_unless(point, |task| {
            let operation = point.next_of(task);
            let holds = |site| {
                constraints
                    .iter()
                    .any(|held| held.holds(task, operation, site))
            };
            site_of(task).is_some_and(holds)
        });
        if let Some(site) = site_of(task) {
            constraints.retain_mut(|held| held.goes_on(task, point.next_of(task), site));
        }
        task
    }
}
