use lockstep_history::{History, Outcome};
use lockstep_models::{Model, Next};

/// Tries every order of all operations that keeps what each process did in turn.
pub(crate) fn is_sequential<M: Model>(model: &M, history: &History<M::Op, M::Ret>) -> bool {
    let mut processes: Vec<(u64, Vec<usize>)> = Vec::new();
    let mut keys = Vec::new();
    for (number, operation) in history.operations().iter().enumerate() {
        if !keys.contains(&&operation.key) {
            keys.push(&operation.key);
        }
        if matches!(operation.outcome, Outcome::Failed) {
            continue;
        }
        match processes
            .iter_mut()
            .find(|(name, _)| *name == operation.process)
        {
            Some((_, program)) => program.push(number),
            None => processes.push((operation.process, vec![number])),
        }
    }
    let programs: Vec<_> = processes.into_iter().map(|(_, program)| program).collect();
    let key_of = |number: usize| {
        let key = &history.operations()[number].key;
        keys.iter()
            .position(|other| *other == key)
            .expect("every key is listed")
    };
    let states = vec![model.initial(); keys.len()];
    place(
        model,
        history,
        &programs,
        &key_of,
        &mut vec![0; programs.len()],
        &states,
    )
}

fn place<M: Model>(
    model: &M,
    history: &History<M::Op, M::Ret>,
    programs: &[Vec<usize>],
    key_of: &dyn Fn(usize) -> usize,
    done: &mut Vec<usize>,
    states: &[M::State],
) -> bool {
    let completed =
        |number: &usize| matches!(history.operations()[*number].outcome, Outcome::Done(_));
    if programs
        .iter()
        .zip(&*done)
        .all(|(program, done)| !program[*done..].iter().any(completed))
    {
        return true;
    }
    for process in 0..programs.len() {
        let Some(&number) = programs[process].get(done[process]) else {
            continue;
        };
        let operation = &history.operations()[number];
        let ret = match &operation.outcome {
            Outcome::Done(ret) => ret.as_ref(),
            _ => None,
        };
        let key = key_of(number);
        let next = match model.step(&states[key], &operation.op, ret) {
            Next::None => Vec::new(),
            Next::One(next) => vec![next],
            Next::Many(next) => next,
        };
        for state in next {
            let mut after = states.to_vec();
            after[key] = state;
            done[process] += 1;
            let found = place(model, history, programs, key_of, done, &after);
            done[process] -= 1;
            if found {
                return true;
            }
        }
    }
    false
}
