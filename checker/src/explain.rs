use lockstep_history::History;
use lockstep_models::Model;

use crate::Counterexample;
use crate::part::Part;
use crate::wall::Wall;

pub(crate) fn explain<M: Model + Sync>(
    history: &History<M::Op, M::Ret>,
    part: &Part<'_, M>,
    wall: Wall,
) -> Counterexample {
    let entry = part.returning(wall.layer);
    let operation = &history.operations()[entry.operation as usize];
    let (op, ret) = part.labels[entry.class as usize];
    Counterexample {
        operation: entry.operation,
        event: entry.returned,
        process: operation.process,
        shown: part.model.show_op(op, ret),
        key: operation.key.as_ref().map(ToString::to_string),
        configurations: Vec::new(),
        configurations_left_out: 0,
        picture: String::new(),
    }
}
