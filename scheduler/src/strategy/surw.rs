use std::sync::Arc;

use lockstep_seed::{Seed, Stream};

use super::contention::{Contended, Contention};
use super::looks::Looks;
use super::{Execution, Point, Profile, Strategy};
use crate::{Kind, ObjectId, TaskId};

/// Selectively uniform random walk: all orders of what is done to one object are equally likely.
///
/// Each execution has one object drawn among those that several tasks used and one wrote in an execution
/// before it. Which task is the next to use that object is drawn by how often each is still to use it,
/// with what the tasks do that it has yet to spawn; until then the others go on up to their next use of
/// it, in any order. Where [`Urw`](super::Urw) has every step of a long program in its weights, this one
/// has but the few that matter to one object.
///
/// If the object is used as often as before, all orders of its uses are equally likely, as far as the
/// rest of the program allows them. Of the first execution nothing is known; it chooses any task.
///
/// # Sources
///
/// H. Zhao, D. Wolff, U. Mathur, A. Roychoudhury, Selectively Uniform Concurrency Testing (ASPLOS 2025).
/// Counts are taken anew every fifty executions, since one in which much does not come about would
/// make the walk blind to that for good.
#[derive(Clone, Debug)]
pub struct Surw {
    stream: Stream,
    contention: Option<Arc<Contention>>,
    selected: Selected,
    /// By task: how many uses it is expected to have, with those that it spawns.
    expected: Vec<u64>,
    /// The same for what is left of them.
    left: Vec<u64>,
    /// Who uses the object next.
    intended: Option<TaskId>,
    /// How many steps there are at most before another is drawn.
    patience: u64,
    patience_max: u64,
    looks: Looks,
    weights: Vec<(TaskId, u64)>,
    free: Vec<TaskId>,
}

/// The object whose uses are ordered.
#[derive(Clone, Debug, Default)]
struct Selected {
    /// Its number in this execution, once it is known.
    object: Option<ObjectId>,
    /// By task: where it is used first, and after how many visits to that site.
    first: Vec<Option<(u32, u32)>>,
}

impl Surw {
    /// Makes the strategy.
    pub fn new() -> Self {
        Self {
            stream: Seed::from(0).stream(),
            contention: None,
            selected: Selected::default(),
            expected: Vec::new(),
            left: Vec::new(),
            intended: None,
            patience: 0,
            patience_max: 0,
            looks: Looks::NONE,
            weights: Vec::new(),
            free: Vec::new(),
        }
    }

    fn select(&mut self, profile: &Profile) {
        let contention = profile.contention();
        if !contention.objects.is_empty() {
            let place = self.stream.below(contention.objects.len() as u64);
            let place = usize::try_from(place).expect("below a length");
            self.expect(&contention.objects[place], profile);
        }
        self.contention = Some(contention);
    }

    fn expect(&mut self, object: &Contended, profile: &Profile) {
        self.expected.resize(profile.parent_of.len(), 0);
        self.selected.first.resize(profile.parent_of.len(), None);
        for user in &object.users {
            self.expected[user.task.place()] = user.uses;
            self.selected.first[user.task.place()] = Some((user.site, user.before));
        }
        profile.add_to_parents(&mut self.expected);
    }

    fn meet(&mut self, point: &Point<'_>) {
        while self.left.len() < point.tasks() {
            let task = TaskId(u32::try_from(self.left.len()).expect("fewer than 2^32 tasks"));
            let expected = self.expected.get(task.place()).copied().unwrap_or(0);
            self.left.push(expected);
            if let Some(parent) = point.parent(task) {
                let left = &mut self.left[parent.place()];
                *left = left.saturating_sub(expected);
                // It was drawn for what its child does, too.
                let both = *left + expected;
                if self.intended == Some(parent) && both > 0 && self.stream.below(both) < expected {
                    self.intended = Some(task);
                }
            }
        }
    }

    /// Sees whether what the last task has come to is the first use of the object.
    fn recognize(&mut self, point: &Point<'_>) {
        let (Selected { object, first }, task) = (&mut self.selected, point.current());
        let (None, Some(contention)) = (*object, &self.contention) else {
            return;
        };
        if point.has_ended(task) {
            return;
        }
        let operation = point.next_of(task);
        let Some(Some((site, before))) = first.get_mut(task.place()) else {
            return;
        };
        if operation.is_use() && contention.sites.find(operation) == Some(*site) {
            match before.checked_sub(1) {
                None => *object = Some(operation.object),
                Some(less) => *before = less,
            }
        }
    }

    fn is_use(&self, point: &Point<'_>, task: TaskId) -> bool {
        let operation = point.next_of(task);
        self.selected.object == Some(operation.object) && operation.is_use()
    }

    /// Returns how often a task is to use the object before it ends; at least once if it is about to.
    fn weight(&self, point: &Point<'_>, task: TaskId) -> u64 {
        if point.has_ended(task) {
            return 0;
        }
        let about_to = point.is_ready(task) && self.is_use(point, task);
        self.left[task.place()].max(u64::from(about_to))
    }

    /// Draws who of some tasks uses the object next.
    fn intend(&mut self, point: &Point<'_>, tasks: impl Iterator<Item = TaskId>) {
        self.patience = self.patience_max;
        let mut weights = std::mem::take(&mut self.weights);
        weights.clear();
        weights.extend(tasks.map(|task| (task, self.weight(point, task))));
        let all = weights.iter().map(|(_, weight)| weight).sum();
        let mut drawn = if all > 1 { self.stream.below(all) } else { 0 };
        let drawn = weights.iter().find(|(_, weight)| {
            let is_drawn = drawn < *weight;
            drawn = drawn.saturating_sub(*weight);
            is_drawn
        });
        self.intended = drawn.map(|(task, _)| *task);
        self.weights = weights;
    }

    fn is_free(&self, point: &Point<'_>, task: TaskId) -> bool {
        self.intended.is_none_or(|intended| intended == task) || !self.is_use(point, task)
    }

    /// Draws one of the tasks that do not use the object next or are to do so.
    fn draw(&mut self, point: &Point<'_>) -> Option<TaskId> {
        let mut free = std::mem::take(&mut self.free);
        free.clear();
        free.extend(point.ready().filter(|task| self.is_free(point, *task)));
        let drawn = match free.len() {
            0 | 1 => free.first(),
            _ => Some(self.stream.choose(&free)),
        };
        let drawn = drawn.copied();
        self.free = free;
        drawn
    }
}

impl Default for Surw {
    fn default() -> Self {
        Self::new()
    }
}

impl Strategy for Surw {
    fn begin(&mut self, execution: &Execution<'_>) -> bool {
        self.stream = execution.seed.stream();
        self.selected.object = None;
        self.selected.first.clear();
        self.expected.clear();
        self.left.clear();
        self.intended = None;
        self.looks = Looks::NONE;
        self.contention = None;
        if let Some(profile) = execution.profile {
            self.patience_max = profile.steps;
            self.select(profile);
        }
        true
    }

    fn choose(&mut self, point: &Point<'_>) -> TaskId {
        self.meet(point);
        self.recognize(point);
        self.patience = self.patience.saturating_sub(1);
        let waits = point.last().kind == Kind::Yield || self.looks.are_too_many(point);
        let has_ended = |task| point.has_ended(task);
        if waits || self.patience == 0 || self.intended.is_none_or(has_ended) {
            self.intend(point, (0..).map(TaskId).take(point.tasks()));
        }
        let drawn = self.draw(point).or_else(|| {
            // Who was drawn waits for one of those that wait for it.
            self.intend(point, point.ready());
            self.draw(point)
        });
        let Some(task) = drawn else {
            return TaskId::NOBODY;
        };
        if self.is_use(point, task) {
            let left = &mut self.left[task.place()];
            *left = left.saturating_sub(1);
            self.intended = None;
        }
        task
    }
}
