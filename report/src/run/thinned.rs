use super::measured::{Ending, Measured, Sample};
use super::windows::Windows;

/// How many operations are drawn at most, beside the extremes.
const MOST: usize = 10_000;

/// In how many stretches of time the fastest and the slowest operation are drawn.
const STRETCHES: usize = 100;

/// The operations that are drawn: all, or so many of each name and ending.
#[derive(Debug)]
pub(crate) struct Thinned {
    /// In the order of their invocations.
    pub(crate) samples: Vec<Sample>,
    /// Of how many.
    pub(crate) of: usize,
    /// How wide the windows are whose extremes were kept, in nanoseconds; `None` if all are drawn.
    pub(crate) extremes_of_ns: Option<u64>,
}

impl Thinned {
    /// Takes every so-manieth operation of each name and ending, and the extremes of each stretch of time.
    ///
    /// What is rare is drawn whole: names and endings share what may be drawn, and what one of them does not
    /// need is left to the others.
    pub(crate) fn of(measured: &Measured) -> Self {
        let samples = &measured.samples;
        if samples.len() <= MOST {
            return Self {
                samples: samples.clone(),
                of: samples.len(),
                extremes_of_ns: None,
            };
        }
        let windows = Windows::over(measured.length, STRETCHES);
        let groups = measured.names.len() * Ending::ALL.len();
        let mut sizes = vec![0; groups];
        let mut extremes = vec![None; groups * windows.count];
        for (place, sample) in samples.iter().enumerate() {
            sizes[group(sample)] += 1;
            let window = group(sample) * windows.count + windows.place(sample.invoked);
            extend(&mut extremes[window], samples, place);
        }
        let mut is_drawn = vec![false; samples.len()];
        for (fastest, slowest) in extremes.into_iter().flatten() {
            is_drawn[fastest] = true;
            is_drawn[slowest] = true;
        }
        let steps = steps(&sizes);
        let mut seen = vec![0_usize; groups];
        for (place, sample) in samples.iter().enumerate() {
            let group = group(sample);
            is_drawn[place] |= seen[group].is_multiple_of(steps[group]);
            seen[group] += 1;
        }
        let drawn = samples.iter().zip(is_drawn);
        Self {
            samples: drawn
                .filter_map(|(&sample, drawn)| drawn.then_some(sample))
                .collect(),
            of: samples.len(),
            extremes_of_ns: Some(windows.width_ns),
        }
    }
}

fn group(sample: &Sample) -> usize {
    sample.name * Ending::ALL.len() + sample.ending.place()
}

/// Makes room in the extremes of a window for the sample at this place; the first of equal ones stays.
fn extend(extremes: &mut Option<(usize, usize)>, samples: &[Sample], place: usize) {
    let latency = |place: usize| samples[place].latency();
    let (fastest, slowest) = extremes.get_or_insert((place, place));
    if latency(place) < latency(*fastest) {
        *fastest = place;
    }
    if latency(place) > latency(*slowest) {
        *slowest = place;
    }
}

/// Returns for groups of these sizes: of how many operations one is drawn.
fn steps(sizes: &[usize]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).filter(|&group| sizes[group] > 0).collect();
    order.sort_by_key(|&group| sizes[group]);
    let (mut left, mut steps) = (MOST, vec![1; sizes.len()]);
    for (done, &group) in order.iter().enumerate() {
        let share = (left / (order.len() - done)).max(1);
        steps[group] = sizes[group].div_ceil(share);
        left = left.saturating_sub(sizes[group].div_ceil(steps[group]));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(samples: Vec<Sample>) -> Measured {
        Measured {
            names: vec!["read".to_owned(), "write".to_owned()],
            counts: Vec::new(),
            length: samples.len() as u64,
            samples,
            start: 0,
            bands: Vec::new(),
        }
    }

    fn sample(invoked: u64, ending: Ending, latency: u64) -> Sample {
        Sample {
            name: 0,
            ending,
            invoked,
            completed: invoked + latency,
        }
    }

    #[test]
    fn few_operations_are_all_drawn() {
        let all: Vec<_> = (0..100)
            .map(|time| sample(time, Ending::Ok, time))
            .collect();
        let thinned = Thinned::of(&measured(all.clone()));
        assert_eq!((thinned.samples, thinned.extremes_of_ns), (all, None));
    }

    #[test]
    fn what_is_rare_and_what_is_extreme_is_drawn() {
        let ending = |time| {
            if time % 100_000 == 7 {
                Ending::Fail
            } else {
                Ending::Ok
            }
        };
        let latency = |time| if time == 333_333 { 9 } else { 5 };
        let all: Vec<_> = (0..1_000_000)
            .map(|time| sample(time, ending(time), latency(time)))
            .collect();
        let thinned = Thinned::of(&measured(all));
        assert!(
            thinned.samples.len() <= MOST + 2 * STRETCHES * 2,
            "{}",
            thinned.samples.len()
        );
        assert!(thinned.samples.len() > MOST / 2);
        let fails = thinned
            .samples
            .iter()
            .filter(|sample| sample.ending == Ending::Fail);
        assert_eq!(fails.count(), 10);
        assert!(thinned.samples.contains(&sample(333_333, Ending::Ok, 9)));
        assert_eq!(
            (thinned.of, thinned.extremes_of_ns),
            (1_000_000, Some(10_000))
        );
    }
}
