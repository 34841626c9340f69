use crate::budget::{Budget, GaveUp};
use crate::configuration::{Node, NodeSet, prune};
use crate::expansion::{Bound, Cut, Ended, Expansion};
use crate::shortcut::drop_followers;
use crate::waves::Waves;

/// The search return by return: all configurations before a return, then all before the next.
///
/// It holds one layer at a time, and drops from it what another configuration dominates. It refuses a
/// history at the first return that no configuration gets past: the shortest prefix that has no
/// linearization.
pub(crate) struct Layers<'p, 'm, const N: usize> {
    pub(crate) expansion: Expansion<'p, 'm, N>,
    nodes: Vec<Node<N>>,
    next: NodeSet<N>,
    /// The return at which it stands: all of `nodes` are before it.
    layer: u32,
    trail_kept: usize,
    alone: Alone,
}

/// How much of a return one thread expands, in configurations; where there is more, several do.
#[derive(Clone, Copy, Debug)]
struct Alone {
    /// How many before the return, at most.
    before: usize,
    /// How many met on the way to it, at most.
    met: usize,
    /// How many each of several threads takes at a time.
    chunk: usize,
}

impl Alone {
    const USUAL: Self = Self {
        before: 4_096,
        met: 16_384,
        chunk: 1_024,
    };
}

/// How a search ended that was not ended by a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Every return was passed; the last step of one way there.
    End(u32),
    /// No configuration gets past the return of this layer.
    Wall(u32),
}

impl<'p, 'm, const N: usize> Layers<'p, 'm, N> {
    pub(crate) fn new(expansion: Expansion<'p, 'm, N>) -> Self {
        Self {
            expansion,
            nodes: vec![Node::START],
            next: NodeSet::new(),
            layer: 0,
            trail_kept: 0,
            alone: Alone::USUAL,
        }
    }

    /// Searches past `returns` returns, within the bound for each of them.
    ///
    /// `None` says that the bound was too narrow. The search stands before a return then, as after an
    /// error, and can be run again with another bound and budget.
    pub(crate) fn run(
        &mut self,
        budget: &Budget<'_>,
        bound: Bound,
        returns: u32,
    ) -> Result<Option<Found>, GaveUp> {
        while self.layer < returns {
            self.expansion.enter(self.layer);
            let before = self.expansion.visited;
            let next = self.expand(bound, budget)?;
            let visited = self.expansion.visited - before;
            budget.advance.reach(self.layer, visited);
            match next {
                None => return Ok(None),
                Some(next) if next.is_empty() => return Ok(Some(Found::Wall(self.layer))),
                Some(next) => self.step(next),
            }
            budget.check(self.expansion.visited, self.bytes())?;
        }
        let cheapest = self.nodes.iter().min_by_key(|node| node.cost);
        Ok(cheapest.map(|node| Found::End(node.trail)))
    }

    /// Returns the configurations behind the return that no other one dominates; nothing if the search
    /// pauses before it.
    fn expand(
        &mut self,
        bound: Bound,
        budget: &Budget<'_>,
    ) -> Result<Option<Vec<Node<N>>>, GaveUp> {
        if bound.cut == Cut::Nothing {
            return self.expand_all(budget).map(Some);
        }
        let ended = self.expand_alone(bound, budget)?;
        let is_paused = ended == Ended::Cut && bound.cut == Cut::Pause;
        Ok((!is_paused).then(|| self.found()))
    }

    fn expand_all(&mut self, budget: &Budget<'_>) -> Result<Vec<Node<N>>, GaveUp> {
        let held = size_of_val(&self.nodes[..]) as u64;
        let beside = Budget {
            memory_bytes: budget.memory_bytes.saturating_sub(held),
            ..budget.clone()
        };
        if self.nodes.len() > self.alone.before {
            return Waves::new(&mut self.expansion, self.alone.chunk).begin(&self.nodes, &beside);
        }
        let few = Bound {
            interior: self.alone.met,
            cut: Cut::Pause,
            ..Bound::NONE
        };
        match self.expand_alone(few, budget)? {
            Ended::All => Ok(self.found()),
            Ended::Cut => {
                let next = std::mem::replace(&mut self.next, NodeSet::new());
                Waves::new(&mut self.expansion, self.alone.chunk).go_on(next, &beside)
            }
        }
    }

    fn expand_alone(&mut self, bound: Bound, budget: &Budget<'_>) -> Result<Ended, GaveUp> {
        self.next.clear();
        (self.expansion).expand(&self.nodes, &mut self.next, bound, budget)
    }

    /// Returns what one thread has found that nothing else dominates.
    fn found(&self) -> Vec<Node<N>> {
        let mut nodes = self.next.nodes().to_vec();
        prune(&mut nodes, &self.expansion.tape, &self.expansion.usages);
        nodes
    }

    /// Returns the search and the configurations before the return at which it stands.
    pub(crate) fn into_nodes(self) -> (Expansion<'p, 'm, N>, Vec<Node<N>>) {
        (self.expansion, self.nodes)
    }

    /// Makes what was found behind the return the layer to search from.
    fn step(&mut self, next: Vec<Node<N>>) {
        self.nodes = next;
        drop_followers(&mut self.nodes, &mut self.expansion);
        self.layer += 1;
        self.forget_trails();
    }

    /// Drops the steps that lead nowhere, each time they could have doubled.
    fn forget_trails(&mut self) {
        if self.expansion.trail.len() > 2 * self.trail_kept + (1 << 16) {
            let ends = self.nodes.iter_mut().map(|node| &mut node.trail);
            self.expansion.trail.keep_only(ends);
            self.trail_kept = self.expansion.trail.len();
        }
    }

    fn bytes(&self) -> u64 {
        let nodes = self.nodes.capacity() * size_of::<Node<N>>();
        self.expansion.bytes() + self.next.bytes() + nodes as u64
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use lockstep_history::{Event, History};
    use lockstep_models::QueueOp::{Dequeue, Enqueue};
    use lockstep_models::RegisterOp::{self, Cas, Read, Write};
    use lockstep_models::{CasRegister, FifoQueue, Model, PoolRet, QueueOp, RegisterRet};
    use proptest::prelude::*;

    use super::*;
    use crate::configuration::Configuration;
    use crate::expansion::Counted;
    use crate::part::{Part, Subject};
    use crate::progress::{Advance, Progress};
    use crate::tape::Tape;
    use crate::{Limits, verify};

    /// Values are put into a queue four at a time, and taken out in another order.
    fn queue(rounds: u64) -> History<QueueOp<u64>, PoolRet<u64>> {
        let round = |round: u64| {
            let values = round * 4..round * 4 + 4;
            let put = |value: u64| Event::Invoke(value % 4, Enqueue(value));
            let taken = |value: u64| Event::Ok(value % 4, PoolRet::Got(value ^ 1));
            (values.clone().map(put))
                .chain((0..4).map(|process| Event::Ok(process, PoolRet::Done)))
                .chain((0..4).map(|process| Event::Invoke(process, Dequeue)))
                .chain(values.map(taken))
        };
        History::from_events((0..rounds).flat_map(round)).expect("each returns before it goes on")
    }

    #[test]
    fn a_search_that_was_interrupted_goes_on_where_it_stood() {
        let history = queue(20);
        let operations: Vec<u32> = (0..160).collect();
        let model = FifoQueue::new();
        let part = Part::new(&model, &history, &operations);
        let by_one = [1, 10, 100, 1_000].map(|share| (share, BY_ONE));
        // A return that several threads expand is begun again: each share has to be enough for one.
        for (share, alone) in by_one.into_iter().chain([(1_000, TOGETHER)]) {
            let mut layers = layers(&part, alone);
            let mut configurations = 0;
            let found = loop {
                configurations += share;
                match run_within(&mut layers, part.problem.returns, configurations, u64::MAX) {
                    Err(GaveUp::Budget) => {}
                    found => break found,
                }
            };
            let Ok(Some(Found::End(last))) = found else {
                panic!("{found:?} after shares of {share}");
            };
            assert_eq!(
                layers.expansion.order(last).len(),
                history.operations().len()
            );
        }
    }

    #[test]
    fn a_chunk_that_needs_more_than_its_share_of_the_memory_is_expanded_alone() {
        let (history, model) = (queue(1), FifoQueue::new());
        let operations: Vec<u32> = (0..8).collect();
        let part = Part::new(&model, &history, &operations);
        let mut layers = layers(&part, TOGETHER);
        let twice_a_fork = 2 * layers.expansion.fork().bytes();
        let memory_bytes = layers.bytes() + twice_a_fork;
        let found = run_within(&mut layers, part.problem.returns, u64::MAX, memory_bytes);
        assert!(matches!(found, Ok(Some(Found::End(_)))), "{found:?}");
    }

    /// Returns what the configurations before the next return are, in an order of their own.
    fn described(layers: &Layers<'_, '_, 1>) -> Vec<String> {
        let describe = |node: &Node<1>| {
            let Configuration {
                state, discharged, ..
            } = node.configuration;
            let steps = layers.expansion.trail.path(node.trail);
            let shown = layers.expansion.machine.show(state);
            let last = steps.last().map(|step| step.state);
            assert_eq!(last, Some(state), "the trail leads to the configuration");
            format!("{shown} {discharged:?}")
        };
        let mut described: Vec<String> = layers.nodes.iter().map(describe).collect();
        described.sort_unstable();
        described
    }

    #[test]
    fn a_wide_layer_leads_to_the_same_side_by_side() {
        // Eight values are put at once, so that each order of them is a state of its own.
        let puts = (0..8).map(|value| Event::Invoke(value, Enqueue(value)));
        let history = puts.chain((0..8).map(|process| Event::Ok(process, PoolRet::Done)));
        let history = History::from_events(history).expect("each returns once");
        let (operations, model): (Vec<u32>, _) = ((0..8).collect(), FifoQueue::new());
        let part = Part::new(&model, &history, &operations);
        let [mut together, mut alone] = [Alone::USUAL, BY_ONE].map(|alone| layers(&part, alone));
        let mut widest = 0;
        for returns in 1..=part.problem.returns {
            for layers in [&mut together, &mut alone] {
                let found = run(layers, returns);
                assert!(matches!(found, Some(Found::End(_))));
            }
            widest = widest.max(together.nodes.len());
            assert_eq!(described(&together), described(&alone));
        }
        assert!(widest > Alone::USUAL.before, "no layer of {widest} is wide");
    }

    const BY_ONE: Alone = Alone {
        before: usize::MAX,
        met: usize::MAX,
        chunk: 1,
    };
    const TOGETHER: Alone = Alone {
        before: 0,
        met: 0,
        chunk: 2,
    };

    fn layers<'a, M: Model + Sync>(part: &'a Part<'_, M>, alone: Alone) -> Layers<'a, 'a, 1> {
        counting(part, alone, Counted::All)
    }

    fn counting<'a, M: Model + Sync>(
        part: &'a Part<'_, M>,
        alone: Alone,
        counted: Counted,
    ) -> Layers<'a, 'a, 1> {
        let expansion = Expansion::new(Tape::new(&part.problem), part.machine(), counted);
        Layers {
            alone,
            ..Layers::new(expansion)
        }
    }

    fn run(layers: &mut Layers<'_, '_, 1>, returns: u32) -> Option<Found> {
        run_within(layers, returns, u64::MAX, u64::MAX).expect("there is enough of everything")
    }

    fn run_within(
        layers: &mut Layers<'_, '_, 1>,
        returns: u32,
        configurations: u64,
        memory_bytes: u64,
    ) -> Result<Option<Found>, GaveUp> {
        let (limits, progress) = (Limits::default(), Progress::default());
        let (never, advance) = (AtomicBool::new(false), Advance::new(&progress));
        let budget = Budget {
            limits: &limits,
            cancelled: &never,
            advance: &advance,
            configurations,
            memory_bytes,
        };
        layers.run(&budget, Bound::NONE, returns)
    }

    /// What a process does next: if it is idle it invokes the operation, else that returns with the value,
    /// or crashes.
    type Move = (u64, RegisterOp<u8>, Option<u8>);

    fn moves() -> impl Strategy<Value = Vec<Move>> {
        let value = || 0..3_u8;
        let op = prop_oneof![
            Just(Read),
            value().prop_map(Write),
            (value(), value()).prop_map(|(from, to)| Cas(from, to)),
        ];
        prop::collection::vec((0..5_u64, op, prop::option::weighted(0.6, value())), 0..60)
    }

    /// Every fifth process is the successor of one that has crashed.
    fn register(moves: &[Move]) -> History<RegisterOp<u8>, RegisterRet<u8>> {
        let mut open: [(u64, Option<RegisterOp<u8>>); 5] = [const { (0, None) }; 5];
        let event = |&(process, ref op, value): &Move| {
            let (crashes, held) = &mut open[usize::try_from(process).expect("of five")];
            let process = process + 5 * *crashes;
            match (held.take(), value) {
                (None, _) => {
                    *held = Some(op.clone());
                    Event::Invoke(process, op.clone())
                }
                (Some(_), None) => {
                    *crashes += 1;
                    Event::Info(process)
                }
                (Some(Read), Some(value)) => Event::Ok(process, RegisterRet::Got(value)),
                (Some(_), Some(_)) => Event::Ok(process, RegisterRet::Done),
            }
        };
        History::from_events(moves.iter().map(event)).expect("a process that has crashed is gone")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn several_threads_come_as_far_as_one(
            moves in moves(), before in 0..4_usize, met in 0..8_usize, chunk in 1..4_usize,
        ) {
            let (history, model) = (register(&moves), CasRegister::new(0));
            let operations: Vec<u32> = (0..).take(history.operations().len()).collect();
            let part = Part::new(&model, &history, &operations);
            let [mut together, mut alone] =
                [Alone { before, met, chunk }, BY_ONE].map(|alone| layers(&part, alone));
            let returns = part.problem.returns;
            match (run(&mut together, returns), run(&mut alone, returns)) {
                (Some(Found::End(last)), Some(Found::End(_))) => {
                    let order = together.expansion.order(last);
                    prop_assert_eq!(verify(&model, &history, &order), Ok(()));
                }
                (together, alone) => prop_assert_eq!(together, alone),
            }
        }

        #[test]
        fn several_threads_come_as_far_as_one_where_crashed_operations_are_not_counted(
            moves in moves(), before in 0..4_usize, met in 0..8_usize, chunk in 1..4_usize,
        ) {
            let (history, model) = (register(&moves), CasRegister::new(0));
            let operations: Vec<u32> = (0..).take(history.operations().len()).collect();
            let part = Part::new(&model, &history, &operations);
            let wall = [Alone { before, met, chunk }, BY_ONE].map(|alone| {
                let none = Counted::Only(vec![false; part.problem.crashed.len()]);
                let found = run(&mut counting(&part, alone, none), part.problem.returns);
                found.filter(|found| matches!(found, Found::Wall(_)))
            });
            prop_assert_eq!(wall[0], wall[1]);
        }
    }
}
