//! The attributes `#[lockstep::test]` and `#[tokio::test]`. They are documented where they are used: in the facade,
//! and in the mirror of tokio.

mod expand;
mod options;

use proc_macro::TokenStream;

/// Runs a test under many schedules.
///
/// The body, which may be that of an async function, becomes the body of a `lockstep::Runner`, with these options, all of which may be left out:
///
/// | option | meaning | default |
/// |---|---|---|
/// | `strategy = "pos"` | which strategy chooses the schedules | `"mix"` |
/// | `iterations = 1000` | how many executions | 1000 |
/// | `seed = 1` | where all random choices come from | 0 |
/// | `steps_max = 5000` | the most steps of one execution | 10000 |
/// | `timeout_ms = 30000` | the most milliseconds of one execution | 30000 |
/// | `stack_bytes = 1048576` | the stack of a task, in bytes | 524288 |
/// | `threads = 1` | how many threads search | one per core |
/// | `forbid_leaks = true` | whether tasks must have ended when the body has | `false` |
/// | `early_timers = true` | whether timers may fire although others could go on | `false` |
/// | `check_determinism = true` | whether it is first made sure that a schedule can be repeated | `false` |
/// | `corpus = "tests/corpus"` | where failing schedules are kept, which are tried first | nowhere |
/// | `suite = "bank"` | the first part of the names of its traces | the module |
/// | `crate = path` | where the facade is, if it was renamed | `::lockstep` |
///
/// A test that passes prints how many schedules it has seen, which `cargo test -- --nocapture` shows. One that
/// takes longer than a second shows on a terminal how far it is; `LOCKSTEP_PROGRESS=0` keeps it from that.
/// Variables of the environment take precedence for one run: `LOCKSTEP_SEED`, `LOCKSTEP_ITERATIONS`,
/// `LOCKSTEP_STRATEGY`; and `LOCKSTEP_REPLAY=<trace>` follows the schedule of a trace. All of them are listed
/// at `Runner::from_environment`.
#[proc_macro_attribute]
pub fn test(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(options.into(), item.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Runs a test under many schedules, in the place of `#[tokio::test]`.
///
/// It takes tokio's options, which change nothing here, and those of `lockstep::test`. `crate = path` says where
/// the mirror of tokio is, if not at `::tokio`.
#[proc_macro_attribute]
pub fn tokio_test(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand_tokio(options.into(), item.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
