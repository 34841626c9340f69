use rayon::prelude::*;

use crate::agenda::Agenda;
use crate::budget::{Budget, GaveUp};
use crate::configuration::{Configuration, Inserted, Node, NodeSet, Sight};
use crate::dense::{Renumbered, dense};
use crate::machine::{Fresh, Machine, Step};
use crate::order::write_out;
use crate::problem::{Entry, Role};
use crate::reach::Reach;
use crate::satisfied::Satisfied;
use crate::tape::Tape;
use crate::trail::{Placed, Taken, Trail};
use crate::usage::{FreshUsages, Usages};

/// Which crashed classes are counted exactly; of the others any number may be used.
///
/// Counting fewer classes admits more linearizations: a refusal stays a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    /// All of them: the search is exact.
    All,
    /// Those whose row is true.
    Only(Vec<bool>),
}

impl Counted {
    fn contains(&self, row: u32) -> bool {
        match self {
            Counted::All => true,
            Counted::Only(rows) => rows[row as usize],
        }
    }
}

/// How far one return may be searched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    /// The most configurations on the way to the return.
    pub(crate) interior: usize,
    /// The most configurations behind it.
    pub(crate) nodes: usize,
    /// The most crashed operations that are used beyond those of the first way past it.
    pub(crate) dearer: u32,
    pub(crate) cut: Cut,
}

/// What becomes of a return that was not searched to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// There is no bound.
    Nothing,
    /// It is not passed: the search pauses before it.
    Pause,
    /// What lies beyond the bound is dropped: what is found then is found, but nothing is refused.
    Drop,
}

impl Bound {
    /// Everything is searched.
    pub(crate) const NONE: Self = Self {
        interior: usize::MAX,
        nodes: usize::MAX,
        dearer: u32::MAX,
        cut: Cut::Nothing,
    };
}

/// Whether a return was searched to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    All,
    /// The bound came first.
    Cut,
}

/// What a fork of an expansion has found by one step, without what it was forked from.
pub(crate) struct Findings<const N: usize> {
    states: Fresh,
    led: Led<N>,
    visited: u64,
    inherited_states: u32,
    inherited_usages: u32,
    usages: FreshUsages,
}

/// Where configurations have led to.
pub(crate) struct Led<const N: usize> {
    /// On the way to the return.
    pub(crate) met: Vec<Reached<N>>,
    /// Behind it.
    pub(crate) next: Vec<Reached<N>>,
}

/// A node to which a step led that is not in the trail yet, if one was needed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reached<const N: usize> {
    /// The node, with the last step before that one.
    pub(crate) node: Node<N>,
    pub(crate) placed: Option<Placed>,
}

impl<const N: usize> Led<N> {
    fn configurations(&mut self) -> impl Iterator<Item = &mut Configuration<N>> {
        (self.met.iter_mut().chain(&mut self.next)).map(|found| &mut found.node.configuration)
    }

    fn renumbered(mut self, states: &Renumbered, usages: &Renumbered) -> Self {
        for configuration in self.configurations() {
            configuration.state = states.number(configuration.state);
            configuration.usage = usages.number(configuration.usage);
        }
        self
    }
}

/// The number of the initial state.
const INITIAL: u32 = 0;
/// The most configurations met at a return that a new one is compared with.
const COMPARED: usize = 1_024;

/// How many configurations are expanded between two looks at the budget.
const CHECKED_EVERY: u64 = 1_024;

/// Steps from configurations before one return to configurations before the next.
///
/// An operation is linearized only when a return forces it (Lowe's just-in-time rule): chains of open
/// operations are tried that end as soon as the returning one owes nothing any more.
pub(crate) struct Expansion<'p, 'm, const N: usize> {
    pub(crate) tape: Tape<'p, N>,
    pub(crate) machine: Machine<'m>,
    pub(crate) usages: Usages<'m>,
    pub(crate) trail: Trail,
    pub(crate) visited: u64,
    expanded: u64,
    counted: Counted,
    /// What was met at this return, on the way to its end.
    interior: NodeSet<N>,
    agenda: Agenda,
    satisfied: Satisfied<N>,
    reach: Reach<N>,
    /// The states that crashed overwriters which are not counted lead to.
    written: Vec<u32>,
}

impl<'p, 'm, const N: usize> Expansion<'p, 'm, N> {
    pub(crate) fn new(tape: Tape<'p, N>, machine: Machine<'m>, counted: Counted) -> Self {
        Self {
            reach: Reach::new(tape.problem()),
            tape,
            machine,
            usages: Usages::new(),
            trail: Trail::default(),
            visited: 0,
            expanded: 0,
            counted,
            interior: NodeSet::new(),
            agenda: Agenda::default(),
            satisfied: Satisfied::new(),
            written: Vec::new(),
        }
    }

    /// Makes an expansion of the same return that goes on from this one without changing it.
    pub(crate) fn fork(&'m self) -> Self {
        Self {
            tape: self.tape.clone(),
            machine: self.machine.fork(),
            usages: self.usages.fork(),
            trail: self.trail.fork(),
            visited: 0,
            expanded: 0,
            counted: self.counted.clone(),
            interior: NodeSet::new(),
            agenda: Agenda::default(),
            satisfied: Satisfied::new(),
            reach: self.reach.clone(),
            written: self.written.clone(),
        }
    }

    /// Ends a fork that has taken a step, to `next` and to what it has met.
    pub(crate) fn into_findings(self, next: Vec<Node<N>>) -> Findings<N> {
        let trail = self.trail;
        let found = |node: Node<N>| {
            let (before, placed) = trail.last_step(node.trail);
            let node = Node {
                trail: before,
                ..node
            };
            Reached { node, placed }
        };
        let mut led = Led {
            met: self.interior.into_nodes().into_iter().map(found).collect(),
            next: next.into_iter().map(found).collect(),
        };
        let inherited = dense(self.machine.inherited_states());
        let mut kept = vec![false; self.machine.fresh_states()];
        for configuration in led.configurations() {
            if let Some(fresh) = configuration.state.checked_sub(inherited) {
                kept[fresh as usize] = true;
            }
        }
        let numbers = Renumbered::without_gaps(inherited, &kept);
        for configuration in led.configurations() {
            configuration.state = numbers.number(configuration.state);
        }
        Findings {
            states: self.machine.into_fresh(&kept),
            led,
            visited: self.visited,
            inherited_states: inherited,
            inherited_usages: dense(self.usages.inherited()),
            usages: self.usages.into_fresh(),
        }
    }

    /// Takes over what forks have found, and returns where each of them has led to.
    pub(crate) fn adopt(&mut self, forks: Vec<Findings<N>>) -> Vec<Led<N>> {
        let mut fresh = Vec::new();
        let mut led = Vec::new();
        for fork in forks {
            self.visited += fork.visited;
            let usages = Renumbered {
                inherited: fork.inherited_usages,
                fresh: self.usages.adopt(fork.usages),
            };
            fresh.push(fork.states);
            led.push((fork.led, fork.inherited_states, usages));
        }
        let states = self.machine.adopt(fresh);
        let renumber = |((led, inherited, usages), fresh): ((Led<N>, u32, Renumbered), _)| {
            led.renumbered(&Renumbered { inherited, fresh }, &usages)
        };
        led.into_par_iter().zip(states).map(renumber).collect()
    }

    /// Puts the step to a node that was found into the trail, and returns the node.
    pub(crate) fn note(&mut self, found: Reached<N>) -> Node<N> {
        let mut node = found.node;
        if let Some(what) = found.placed {
            node.trail = self.trail.push(Taken {
                before: node.trail,
                layer: self.tape.layer(),
                what,
                state: node.configuration.state,
            });
        }
        node
    }

    /// Moves to the return of a layer; what is expanded from now on starts there.
    pub(crate) fn enter(&mut self, layer: u32) {
        self.tape.go_to(layer);
        self.satisfied.enter();
        self.interior.clear();
        if !self.tape.is_at_end() {
            self.reach.enter(&self.tape);
            self.find_written();
        }
    }

    fn find_written(&mut self) {
        self.written.clear();
        for row in 0..self.tape.crashed_classes() {
            let class = self.tape.problem().crashed[row as usize].class;
            if self.counted.contains(row) || self.tape.class(class).role != Role::Overwriter {
                continue;
            }
            if let Step::One(state) = self.machine.step(INITIAL, class) {
                self.written.push(state);
            }
        }
    }

    /// Linearizes every open observer that the state of the node satisfies.
    ///
    /// Such an operation changes nothing and may go first in whatever follows.
    pub(crate) fn absorb(&mut self, configuration: &mut Configuration<N>) {
        let pending = self.tape.observers().without(configuration.discharged);
        if !pending.is_empty() {
            let (tape, machine) = (&self.tape, &mut self.machine);
            let satisfied = self.satisfied.by(configuration.state, tape, machine);
            configuration.discharged = configuration.discharged.or(satisfied);
        }
    }

    /// Adds to `next` the configurations after this return that `starts` lead to, those first that use
    /// the fewest crashed operations.
    ///
    /// # Errors
    ///
    /// If the budget is used up.
    pub(crate) fn expand(
        &mut self,
        starts: &[Node<N>],
        next: &mut NodeSet<N>,
        bound: Bound,
        budget: &Budget<'_>,
    ) -> Result<Ended, GaveUp> {
        self.begin(starts, next);
        while let Some((place, cost)) = self.agenda.pop() {
            if self.is_beyond(bound, cost, next) {
                self.agenda.push(place, cost);
                return Ok(Ended::Cut);
            }
            self.step(self.interior.nodes()[place as usize], next);
            self.expanded += 1;
            if self.expanded.is_multiple_of(CHECKED_EVERY) {
                budget.check(self.visited, self.bytes() + next.bytes())?;
            }
        }
        Ok(Ended::All)
    }

    /// Adds to `next` the configurations that are behind the return without a step, and puts the others
    /// on the agenda.
    pub(crate) fn begin(&mut self, starts: &[Node<N>], next: &mut NodeSet<N>) {
        self.agenda.clear();
        for start in starts {
            self.start(*start, next);
        }
    }

    /// Takes every step from a configuration: to what is behind the return, and to what is met before it.
    pub(crate) fn step(&mut self, node: Node<N>, next: &mut NodeSet<N>) {
        self.step_entries(node, next);
        self.step_crashed(node, next);
    }

    /// Hands out what was met at this return, and what of it is still to be expanded.
    pub(crate) fn hand_out(&mut self) -> (Vec<Node<N>>, Vec<Node<N>>) {
        let nodes = self.interior.nodes();
        let waiting = std::iter::from_fn(|| self.agenda.pop())
            .map(|(place, _)| nodes[place as usize])
            .collect();
        let met = std::mem::replace(&mut self.interior, NodeSet::new());
        (met.into_nodes(), waiting)
    }

    fn is_beyond(&self, bound: Bound, cost: u32, next: &NodeSet<N>) -> bool {
        let is_dear = |first| cost.saturating_sub(self.crashed_used(first)) > bound.dearer;
        self.interior.len() > bound.interior
            || next.len() > bound.nodes
            || (bound.dearer < u32::MAX && next.nodes().first().is_some_and(is_dear))
    }

    /// Returns how many crashed operations were used on the way to a node.
    pub(crate) fn crashed_used(&self, node: &Node<N>) -> u32 {
        self.usages.sum(node.configuration.usage) + node.cost
    }

    fn start(&mut self, mut start: Node<N>, next: &mut NodeSet<N>) {
        let returning = self.tape.returning();
        self.absorb(&mut start.configuration);
        self.visited += 1;
        if start.configuration.discharged.contains(returning.slot) {
            next.insert(past(start, returning));
            if !self.may_still_show(&start.configuration, returning) {
                return;
            }
        }
        self.meet(start);
    }

    /// Puts a node on the agenda unless its configuration was met; false if the node was dropped.
    fn meet(&mut self, node: Node<N>) -> bool {
        if self.is_dominated(&node, &self.interior) {
            return false;
        }
        let (place, inserted) = self.interior.insert(node);
        if matches!(inserted, Inserted::New | Inserted::Freed) {
            self.agenda.push(place, self.crashed_used(&node));
        }
        inserted != Inserted::Known
    }

    /// Returns true if one of the nodes met is as cheap and has at least as much left.
    ///
    /// Without crashed operations that is too rare to pay.
    pub(crate) fn is_dominated(&self, node: &Node<N>, met: &NodeSet<N>) -> bool {
        let mut met = met.in_state(node.configuration.state, COMPARED);
        self.tape.crashed_classes() > 0
            && met.any(|met| met.cost <= node.cost && self.covers(met, node))
    }

    /// Returns true if the returning operation could be hidden, and could be shown instead.
    fn may_still_show(&self, configuration: &Configuration<N>, returning: Entry) -> bool {
        self.tape.overwriters().contains(returning.slot)
            && !configuration.used.contains(returning.slot)
    }

    /// Tries every open operation that is not linearized yet; of identical ones only the one that
    /// returns first, since they can change places.
    fn step_entries(&mut self, node: Node<N>, next: &mut NodeSet<N>) {
        let Configuration {
            discharged, used, ..
        } = node.configuration;
        let others = self.tape.others().without(discharged);
        let overwriters = self.tape.overwriters().without(used);
        for slot in others.and(self.reach.slots()).iter() {
            if self.tape.earlier(slot).is_subset(discharged) {
                self.step_entry(node, slot, next);
            }
        }
        // Whatever was written last and is not seen could as well be hidden before the next one.
        let may_write = node.sight == Sight::Seen;
        for slot in overwriters.iter().filter(|_| may_write) {
            if self.tape.earlier(slot).is_subset(used) {
                self.step_entry(node, slot, next);
            }
        }
    }

    fn step_entry(&mut self, node: Node<N>, slot: u32, next: &mut NodeSet<N>) {
        let shows = self.tape.overwriters().contains(slot);
        let mut after = node;
        after.sight = Sight::Seen;
        after.configuration.discharged.insert(slot);
        if shows {
            self.hide_overwriters(&mut after);
            after.configuration.used.insert(slot);
        }
        let step = self
            .machine
            .step(node.configuration.state, self.tape.class_of(slot));
        let placed = Placed::Entry(self.tape.number(slot));
        let returns = slot == self.tape.returning().slot;
        self.land(after, step, placed, returns, next);
    }

    /// Lets every open overwriter be placed unseen before the one that is placed now.
    fn hide_overwriters(&self, node: &mut Node<N>) {
        let discharged = node.configuration.discharged;
        node.configuration.discharged = discharged.or(self.tape.overwriters());
        node.sight = Sight::Unseen;
    }

    /// Tries one operation of every crashed class that has one left.
    fn step_crashed(&mut self, node: Node<N>, next: &mut NodeSet<N>) {
        for row in 0..self.tape.crashed_classes() {
            if self.may_use(row, &node.configuration) {
                self.step_crashed_class(node, row, next);
            }
        }
    }

    /// Returns true if the class has an operation left and none open that must be used anyway.
    fn may_use(&self, row: u32, configuration: &Configuration<N>) -> bool {
        let class = self.tape.problem().crashed[row as usize].class;
        let placed = match self.tape.class(class).role {
            Role::Overwriter => configuration.used,
            _ => configuration.discharged,
        };
        self.reach.class(class)
            && self.tape.open_of_class(class).is_subset(placed)
            && (!self.counted.contains(row)
                || self.usages.count(configuration.usage, row) < self.tape.crashed(row))
    }

    /// Returns true if an open operation that must be placed anyway asks the same and takes this step.
    ///
    /// It can change places with the crashed one, which answers anything and is in no hurry.
    fn stands_in(&mut self, configuration: &Configuration<N>, class: u32, step: Step) -> bool {
        let (overwriters, used) = (self.tape.overwriters(), configuration.used);
        let placed = configuration.discharged.without(overwriters).or(used);
        let pending = self.tape.open_like(class).without(placed);
        let before = configuration.state;
        (pending.iter()).any(|slot| self.machine.step(before, self.tape.class_of(slot)) == step)
    }

    fn step_crashed_class(&mut self, node: Node<N>, row: u32, next: &mut NodeSet<N>) {
        let class = self.tape.problem().crashed[row as usize].class;
        let before = node.configuration.state;
        let step = self.machine.step(before, class);
        if step == Step::None || self.stands_in(&node.configuration, class, step) {
            return;
        }
        // An overwriter that may be used as often gets there too, and hides others on the way.
        if matches!(step, Step::One(state) if self.written.contains(&state))
            && self.tape.class(class).role == Role::Other
            && !self.counted.contains(row)
        {
            return;
        }
        let mut after = node;
        // What a crashed operation does and nobody sees before the next overwriter, it need not do.
        after.sight = Sight::Unseen;
        if self.tape.class(class).role == Role::Overwriter {
            if node.sight == Sight::Unseen {
                return;
            }
            self.hide_overwriters(&mut after);
        }
        if step == Step::One(before) && after.configuration == node.configuration {
            return;
        }
        if self.counted.contains(row) {
            after.configuration.usage = self.usages.with(after.configuration.usage, row);
        } else {
            after.cost += 1;
        }
        self.land(after, step, Placed::Crashed(row), false, next);
    }

    /// Goes on from every state that the step leads to.
    fn land(
        &mut self,
        after: Node<N>,
        step: Step,
        placed: Placed,
        returns: bool,
        next: &mut NodeSet<N>,
    ) {
        match step {
            Step::None => {}
            Step::One(state) => self.arrive(after, state, placed, returns, next),
            Step::Many(row) => {
                for place in 0..self.machine.many(row).len() {
                    let state = self.machine.many(row)[place];
                    self.arrive(after, state, placed, returns, next);
                }
            }
        }
    }

    fn arrive(
        &mut self,
        mut node: Node<N>,
        state: u32,
        placed: Placed,
        returns: bool,
        next: &mut NodeSet<N>,
    ) {
        node.configuration.state = state;
        let before = node.configuration.discharged;
        self.absorb(&mut node.configuration);
        if node.configuration.discharged != before {
            node.sight = Sight::Seen;
        }
        node.trail = self.trail.push(Taken {
            before: node.trail,
            layer: self.tape.layer(),
            what: placed,
            state,
        });
        let returning = self.tape.returning();
        // A returning overwriter that is hidden by this step need not go on: placed alone, it leaves
        // this step for later, with the same effect.
        let observed = node.configuration.discharged.contains(returning.slot)
            && !self.tape.overwriters().contains(returning.slot);
        if returns || observed {
            if next.insert(past(node, returning)).1 == Inserted::Known {
                self.trail.pop();
            }
            return;
        }
        self.visited += 1;
        if !self.meet(node) {
            self.trail.pop();
        }
    }

    /// Returns the linearization that ends with the step `last`, as places in the history.
    pub(crate) fn order(&mut self, last: u32) -> Vec<u32> {
        write_out(
            self.tape.problem(),
            &mut self.machine,
            &self.trail.path(last),
        )
    }

    /// Returns true if any number of some crashed operations may be used.
    ///
    /// Not where operations touch different parts: what is in reach differs from return to return then.
    pub(crate) fn has_uncounted(&self) -> bool {
        self.counted != Counted::All && !self.reach.has_parts()
    }

    /// Returns true if `node` owes nothing that `other` does not owe.
    pub(crate) fn covers(&self, node: &Node<N>, other: &Node<N>) -> bool {
        let other = &other.configuration;
        node.configuration.covers(other, &self.tape, &self.usages)
    }

    /// Returns true if a crashed operation that is not counted leads from one state to the other.
    pub(crate) fn leads(&mut self, from: u32, to: u32) -> bool {
        (0..self.tape.crashed_classes()).any(|row| {
            let class = self.tape.problem().crashed[row as usize].class;
            !self.counted.contains(row) && self.machine.step(from, class) == Step::One(to)
        })
    }

    /// Returns the configurations that were met at this return.
    pub(crate) fn met(&self) -> &[Node<N>] {
        self.interior.nodes()
    }

    /// Returns about how many bytes the search holds.
    pub(crate) fn bytes(&self) -> u64 {
        self.machine.bytes()
            + self.usages.bytes()
            + self.trail.bytes()
            + self.interior.bytes()
            + self.satisfied.bytes()
    }
}

/// Returns the node after the return, which frees the slot of the operation.
fn past<const N: usize>(mut node: Node<N>, returning: Entry) -> Node<N> {
    node.configuration.discharged.remove(returning.slot);
    node.configuration.used.remove(returning.slot);
    node.sight = Sight::Seen;
    node
}
