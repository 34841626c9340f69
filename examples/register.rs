//! Records what four threads do with a register, and asserts that it is linearizable.
//!
//! ```sh
//! cargo run --example register
//! ```

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use lockstep::prelude::*;

fn main() -> Result<(), lockstep::generator::BuildError> {
    let register = AtomicU64::new(0);
    let recorder = Recorder::new();
    let seed = Seed::fresh();
    println!("seed {seed}");
    let ops = random([RegisterOp::Read, RegisterOp::Write(1), RegisterOp::Write(2)])?;
    thread::scope(|scope| {
        for worker in 0..4 {
            let (mut process, register) = (recorder.process(), &register);
            let ops = ops.clone().seed(seed.derive(worker)).take(1000);
            scope.spawn(move || {
                for op in ops.iter() {
                    process.op(op, |op| answer(register, &op));
                }
            });
        }
    });
    let history = recorder.finish();
    Checker::linearizable(Register::new(0)).assert(&history);
    println!("{} operations are linearizable", history.operations().len());
    Ok(())
}

/// The system under test: replace it by yours.
fn answer(register: &AtomicU64, op: &RegisterOp<u64>) -> RegisterRet<u64> {
    match *op {
        RegisterOp::Write(value) => {
            register.store(value, Ordering::SeqCst);
            RegisterRet::Done
        }
        _ => RegisterRet::Got(register.load(Ordering::SeqCst)),
    }
}
