use hashbrown::HashMap;
use lockstep_history::{History, Value};

use crate::Used;
use crate::dense::dense;
use crate::partition::Portion;

/// Says what judged each key, in the order of the keys' first operations; nothing of parts that were left
/// alone.
pub(crate) fn used<Op, Ret>(
    history: &History<Op, Ret>,
    portions: &[Portion],
    names: impl Iterator<Item = Option<&'static str>>,
) -> Vec<Used> {
    let mut places: HashMap<(Option<&Value>, &'static str), usize> = HashMap::new();
    let mut used: Vec<Used> = Vec::new();
    for (portion, engine) in portions.iter().zip(names) {
        let Some(engine) = engine else { continue };
        let first = &history.operations()[portion.operations[0] as usize];
        let key = first.key.as_ref();
        let place = *places.entry((key, engine)).or_insert_with(|| {
            used.push(Used {
                key: key.map(ToString::to_string),
                engine,
                parts: 0,
                operations: 0,
            });
            used.len() - 1
        });
        used[place].parts += 1;
        used[place].operations += dense(portion.operations.len());
    }
    used
}
