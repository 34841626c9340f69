use std::time::Duration;

use lockstep_seed::Seed;

use crate::build_error::Combinator;
use crate::nanoseconds::nanoseconds;
use crate::{Ask, BuildError, Context, Event, Generator};

/// Gives each generator a window of time, one after the other, and after the last begins again.
///
/// The first window begins when it is first asked; from then on the windows follow the clock, whether there are ops
/// or not. Outside its windows a generator is not asked, and goes on in the next as it was left; a time that
/// it waits for may have passed by then. A wait never goes past the end of the window. A generator that is done
/// leaves its windows empty; when all are done, so is this. What happens is told to all. Generators of different
/// kinds are [boxed](Generator::boxed).
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use lockstep_generator::{Generator, Simulation, cycle, cycle_times};
///
/// let seconds = Duration::from_secs;
/// let g = cycle_times([(seconds(3), cycle(["write"])?), (seconds(2), cycle(["read"])?)])?;
/// let ops: Vec<&str> = g.delay(seconds(1)).take(7).iter().collect();
/// assert_eq!(ops, ["write", "write", "write", "read", "read", "write", "write"]);
/// # Ok::<(), lockstep_generator::BuildError>(())
/// ```
///
/// # Errors
///
/// [`BuildError::Empty`] if there are no windows, and [`BuildError::NoTime`] if one of them lasts 0 ns.
pub fn cycle_times<G: Generator>(
    windows: impl IntoIterator<Item = (Duration, G)>,
) -> Result<CycleTimes<G>, BuildError> {
    let windows: Vec<Window<G>> = windows.into_iter().map(Window::new).collect();
    let windows = Combinator::CycleTimes.needs(windows)?;
    if let Some(index) = windows.iter().position(|window| window.length_ns == 0) {
        return Err(BuildError::NoTime { index });
    }
    Ok(CycleTimes {
        windows,
        begin_ns: None,
    })
}

/// Generators that have windows of time: what [`cycle_times`] builds.
///
/// # Complexity
///
/// A clone copies every generator; an op takes a look at each window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CycleTimes<G> {
    // invariant: not empty
    windows: Vec<Window<G>>,
    // Known from when it is first asked.
    begin_ns: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Window<G> {
    // invariant: not 0
    length_ns: u64,
    // Nothing once it is done.
    generator: Option<G>,
}

impl<G> Window<G> {
    fn new((length, generator): (Duration, G)) -> Self {
        Self {
            length_ns: nanoseconds(length),
            generator: Some(generator),
        }
    }
}

impl<G> CycleTimes<G> {
    /// Returns the window of a time since the beginning, and how long it still lasts.
    fn window_at(&mut self, since_ns: u64) -> (&mut Window<G>, u64) {
        let lengths = self.windows.iter().map(|window| window.length_ns);
        let period_ns = lengths.fold(0, u64::saturating_add);
        let mut left_ns = since_ns % period_ns;
        for window in &mut self.windows {
            if left_ns < window.length_ns {
                let lasts_ns = window.length_ns - left_ns;
                return (window, lasts_ns);
            }
            left_ns -= window.length_ns;
        }
        unreachable!("what is left of a period lies in one of its windows");
    }
}

impl<G: Generator> Generator for CycleTimes<G> {
    type Op = G::Op;

    fn ask(&mut self, context: &Context) -> Ask<G::Op> {
        let now_ns = context.time_ns();
        let begin_ns = *self.begin_ns.get_or_insert(now_ns);
        let (window, lasts_ns) = self.window_at(now_ns - begin_ns);
        let end_ns = now_ns.saturating_add(lasts_ns);
        let answer = match &mut window.generator {
            Some(generator) => generator.ask(context),
            None => Ask::Done,
        };
        match answer {
            Ask::Wait(until_ns) => Ask::Wait(until_ns.min(end_ns)),
            Ask::Done => {
                window.generator = None;
                let mut windows = self.windows.iter();
                if windows.all(|window| window.generator.is_none()) {
                    Ask::Done
                } else {
                    Ask::Wait(end_ns)
                }
            }
            op => op,
        }
    }

    fn update(&mut self, context: &Context, event: &Event<'_>) {
        for generator in self
            .windows
            .iter_mut()
            .flat_map(|window| &mut window.generator)
        {
            generator.update(context, event);
        }
    }

    fn seeds(&self) -> Vec<Seed> {
        let generators = self
            .windows
            .iter()
            .filter_map(|window| window.generator.as_ref());
        generators.flat_map(Generator::seeds).collect()
    }
}
