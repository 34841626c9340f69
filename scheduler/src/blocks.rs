use crate::TaskId;

/// A schedule as the turns that tasks take, and how many steps each of them has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Blocks(Vec<(TaskId, usize)>);

/// A change that can make a schedule simpler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// Drops some turns: their tasks get on when nothing is left in the schedule.
    Remove { first: usize, count: usize },
    /// Lets a task take a turn together with its next one.
    Delay { turn: usize },
    /// Lets a task take its next turn together with this one.
    Advance { turn: usize },
}

impl Blocks {
    pub(crate) fn of(schedule: impl IntoIterator<Item = TaskId>) -> Self {
        let mut blocks: Vec<(TaskId, usize)> = Vec::new();
        for task in schedule {
            match blocks.last_mut() {
                Some((last, steps)) if *last == task => *steps += 1,
                _ => blocks.push((task, 1)),
            }
        }
        Self(blocks)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn schedule(&self) -> Vec<TaskId> {
        let turn = |&(task, steps): &(TaskId, usize)| std::iter::repeat_n(task, steps);
        self.0.iter().flat_map(turn).collect()
    }

    /// Returns the schedule after a move; nothing if the move is none here.
    pub(crate) fn after(&self, step: Move) -> Option<Self> {
        let mut blocks = self.0.clone();
        match step {
            Move::Remove { first, count } => {
                let end = first.saturating_add(count).min(blocks.len());
                if first >= end {
                    return None;
                }
                blocks.drain(first..end);
            }
            Move::Delay { turn } => {
                let next = self.next_turn(turn)?;
                blocks[next].1 += blocks[turn].1;
                blocks.remove(turn);
            }
            Move::Advance { turn } => {
                let next = self.next_turn(turn)?;
                blocks[turn].1 += blocks[next].1;
                blocks.remove(next);
            }
        }
        Some(Self::joined(blocks))
    }

    /// Returns all moves of one turn.
    pub(crate) fn moves(&self) -> impl Iterator<Item = Move> + use<> {
        (0..self.len()).flat_map(|turn| {
            [
                Move::Remove {
                    first: turn,
                    count: 1,
                },
                Move::Delay { turn },
                Move::Advance { turn },
            ]
        })
    }

    fn next_turn(&self, turn: usize) -> Option<usize> {
        let task = self.0.get(turn)?.0;
        let after = turn + 1;
        let next = self.0[after..].iter().position(|(other, _)| *other == task);
        next.map(|place| after + place)
    }

    /// Makes one turn of neighbours of the same task.
    fn joined(blocks: Vec<(TaskId, usize)>) -> Self {
        let mut joined: Vec<(TaskId, usize)> = Vec::with_capacity(blocks.len());
        for (task, steps) in blocks {
            match joined.last_mut() {
                Some((last, before)) if *last == task => *before += steps,
                _ => joined.push((task, steps)),
            }
        }
        Self(joined)
    }
}
