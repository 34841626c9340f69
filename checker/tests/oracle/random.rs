use lockstep_history::{Event, History};
use lockstep_models::Next;

use crate::Object;
use crate::chance::Chance;

/// What a random history looks like.
pub(crate) struct Shape {
    operations: usize,
    processes: usize,
    /// How many of a hundred operations never return, and how many fail.
    crashes: u64,
    fails: u64,
    /// How many of a hundred results are anything instead of what the object answered.
    lies: u64,
}

impl Shape {
    pub(crate) fn any(chance: &mut Chance) -> Self {
        Self {
            operations: 2 + chance.below(8),
            processes: 2 + chance.below(5),
            crashes: *chance.pick(&[0, 0, 15, 35]),
            fails: *chance.pick(&[0, 0, 10]),
            lies: *chance.pick(&[0, 10, 20, 100]),
        }
    }
}

enum Client<O: Object> {
    Idle,
    /// Invoked; took effect with this result, if it did.
    Open(O::Op, Option<O::Ret>),
}

/// Makes a history of an object that works, but for the lies.
pub(crate) fn random_history<O: Object>(
    object: &O,
    shape: &Shape,
    chance: &mut Chance,
) -> History<O::Op, O::Ret> {
    let ops = object.ops();
    let mut clients: Vec<(u64, Client<O>)> = (0..shape.processes as u64)
        .map(|process| (process, Client::Idle))
        .collect();
    let mut state = object.initial();
    let mut fresh = shape.processes as u64;
    let mut invoked = 0;
    let mut events = Vec::new();
    // A blocked operation, such as the acquire of a lock that nobody releases, stays open.
    for _ in 0..1_000 {
        let busy = clients
            .iter()
            .any(|(_, client)| matches!(client, Client::Open(..)));
        if invoked == shape.operations && !busy {
            break;
        }
        let number = chance.below(clients.len());
        let (process, client) = &mut clients[number];
        match client {
            Client::Idle if invoked == shape.operations => {}
            Client::Idle => {
                let op = chance.pick(&ops).clone();
                events.push(Event::Invoke(*process, op.clone()));
                *client = Client::Open(op, None);
                invoked += 1;
            }
            Client::Open(_, None) if chance.percent(shape.fails) => {
                events.push(Event::Fail(*process));
                *client = Client::Idle;
            }
            Client::Open(op, None) if !chance.percent(shape.crashes / 2) => {
                let Some((ret, next)) = answer(object, &state, op, chance) else {
                    continue;
                };
                state = next;
                *client = Client::Open(op.clone(), Some(ret));
            }
            Client::Open(..) if chance.percent(shape.crashes) => {
                if chance.percent(50) {
                    events.push(Event::Info(*process));
                }
                *process = fresh;
                fresh += 1;
                *client = Client::Idle;
            }
            Client::Open(_, None) => {}
            Client::Open(op, Some(ret)) => {
                let lie = chance.percent(shape.lies);
                let ret = if lie {
                    chance.pick(&object.rets(op)).clone()
                } else {
                    ret.clone()
                };
                events.push(Event::Ok(*process, ret));
                *client = Client::Idle;
            }
        }
    }
    History::from_events(events).expect("clients keep the rules")
}

/// Picks one of the answers that are possible in the state, and the state after it.
fn answer<O: Object>(
    object: &O,
    state: &O::State,
    op: &O::Op,
    chance: &mut Chance,
) -> Option<(O::Ret, O::State)> {
    let mut possible = Vec::new();
    for ret in object.rets(op) {
        match object.step(state, op, Some(&ret)) {
            Next::None => {}
            Next::One(next) => possible.push((ret, next)),
            Next::Many(all) => possible.extend(all.into_iter().map(|next| (ret.clone(), next))),
        }
    }
    (!possible.is_empty()).then(|| chance.pick(&possible).clone())
}
