//! Prints what three workers would do: by turns a write of the next value, and a read or a cas.
//!
//! ```sh
//! cargo run --example generate -- 42
//! ```

use std::env;
use std::error::Error;

use lockstep::prelude::*;

fn main() -> Result<(), Box<dyn Error>> {
    let seed = match env::args().nth(1) {
        Some(text) => text.parse()?,
        None => Seed::fresh(),
    };
    println!("seed {seed}");
    let writes = cycle([1, 2, 3].map(RegisterOp::Write))?;
    let others = weighted([(RegisterOp::Read, 3), (RegisterOp::Cas(1, 2), 1)])?;
    for worker in 0..3 {
        let others = others.clone().seed(seed.derive(worker));
        let ops = mix([writes.clone().boxed(), others.boxed()])?;
        let ops: Vec<_> = ops.take(6).iter().map(|op| format!("{op:?}")).collect();
        println!("worker {worker}: {}", ops.join(", "));
    }
    Ok(())
}
