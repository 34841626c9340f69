use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use thiserror::Error;

use super::{
    Dpor, Exhaustive, FairPct, IdPct, Mix, Pct, Pos, RacePct, Random, ReadsFrom, RoundRobin,
    Strategy, Surw, Urw,
};

/// A strategy that can be asked for by its name.
///
/// # Format
///
/// | name | strategy |
/// |---|---|
/// | `mix` | [`Mix`], the default |
/// | `random` | [`Random`] |
/// | `pct` | [`Pct`] with a depth from 1 to 5 drawn for each execution |
/// | `fair_pct` | [`FairPct`] with such a depth |
/// | `idpct` | [`IdPct`] with the depths 2 to 6 |
/// | `race_pct` | [`RacePct`] with such a depth |
/// | `pos` | [`Pos`] |
/// | `reads_from` | [`ReadsFrom`] |
/// | `urw` | [`Urw`] |
/// | `surw` | [`Surw`] |
/// | `round_robin` | [`RoundRobin`] |
/// | `dpor` | [`Dpor`]; `dpor:2` for schedules with at most 2 pre-emptions |
/// | `exhaustive` | [`Exhaustive`] |
///
/// The four that have depths take others after a colon: `pct:3` has the depth 3, `pct:2-4` those from
/// 2 to 4. A depth is from 1 to 1,000.
///
/// # Examples
///
/// ```
/// use lockstep_scheduler::strategy::Named;
///
/// assert_eq!("pct:3".parse(), Ok(Named::Pct(3..=3)));
/// assert_eq!(Named::IdPct(2..=6).to_string(), "idpct");
/// let error = "dfs".parse::<Named>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     r#"strategy is "dfs"; expected mix, random, pct, fair_pct, idpct, race_pct, pos, reads_from, urw, surw, round_robin, dpor or exhaustive"#
/// );
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Named {
    /// [`Mix`].
    #[default]
    Mix,
    /// [`Random`].
    Random,
    /// [`Pct`] with these depths.
    Pct(RangeInclusive<u32>),
    /// [`FairPct`] with these depths.
    FairPct(RangeInclusive<u32>),
    /// [`IdPct`] with these depths.
    IdPct(RangeInclusive<u32>),
    /// [`RacePct`] with these depths.
    RacePct(RangeInclusive<u32>),
    /// [`Pos`].
    Pos,
    /// [`ReadsFrom`].
    ReadsFrom,
    /// [`Urw`].
    Urw,
    /// [`Surw`].
    Surw,
    /// [`RoundRobin`].
    RoundRobin,
    /// [`Dpor`], with at most so many pre-emptions if there is a bound.
    Dpor(Option<u32>),
    /// [`Exhaustive`].
    Exhaustive,
}

/// A text that names no strategy.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParseNamedError {
    /// There is no strategy of that name.
    #[error(
        "strategy is {name:?}; expected mix, random, pct, fair_pct, idpct, race_pct, pos, reads_from, \
         urw, surw, round_robin, dpor or exhaustive"
    )]
    Name {
        /// The name, up to the colon.
        name: String,
    },
    /// What follows the colon gives no depths.
    #[error(
        "depth of strategy {name} is {text:?}; expected a number from 1 to {DEPTH_MAX}, or two such as \
         2-4"
    )]
    Depth {
        /// The name of the strategy.
        name: String,
        /// What follows the colon.
        text: String,
    },
    /// What follows the colon gives no bound.
    #[error(
        "bound of strategy dpor is {text:?}; expected a number of pre-emptions from 0 to {BOUND_MAX}"
    )]
    Bound {
        /// What follows the colon.
        text: String,
    },
    /// The strategy has no depths, and some are given.
    #[error("strategy {name} has no depth; {text:?} follows its name")]
    NoDepth {
        /// The name of the strategy.
        name: String,
        /// What follows the colon.
        text: String,
    },
}

/// The greatest depth that can be asked for.
const DEPTH_MAX: u32 = 1_000;
/// The greatest bound on pre-emptions.
const BOUND_MAX: u32 = 1_000_000;

impl Named {
    /// Makes the strategy.
    ///
    /// # Panics
    ///
    /// If it has depths and they are none, or begin with 0.
    pub fn make(&self) -> Box<dyn Strategy> {
        match self {
            Self::Mix => Box::new(Mix::new()),
            Self::Random => Box::new(Random::new()),
            Self::Pct(depths) => Box::new(Pct::new(depths.clone())),
            Self::FairPct(depths) => Box::new(FairPct::new(depths.clone())),
            Self::IdPct(depths) => Box::new(IdPct::new(depths.clone())),
            Self::RacePct(depths) => Box::new(RacePct::new(depths.clone())),
            Self::Pos => Box::new(Pos::new()),
            Self::ReadsFrom => Box::new(ReadsFrom::new()),
            Self::Urw => Box::new(Urw::new()),
            Self::Surw => Box::new(Surw::new()),
            Self::RoundRobin => Box::new(RoundRobin::new()),
            Self::Dpor(None) => Box::new(Dpor::new()),
            Self::Dpor(Some(bound)) => Box::new(Dpor::with_preemptions(*bound)),
            Self::Exhaustive => Box::new(Exhaustive::new()),
        }
    }
}

impl TryFrom<&str> for Named {
    type Error = ParseNamedError;

    fn try_from(name: &str) -> Result<Self, ParseNamedError> {
        name.parse()
    }
}

impl FromStr for Named {
    type Err = ParseNamedError;

    /// Reads a name, and the depths after a colon.
    fn from_str(text: &str) -> Result<Self, ParseNamedError> {
        let (name, depths) = match text.split_once(':') {
            Some((name, depths)) => (name, Some(depths)),
            None => (text, None),
        };
        let depths_or = |default| depths.map_or(Ok(default), |text| read_depths(name, text));
        let named = match name {
            "pct" => return depths_or(Pct::DEPTHS).map(Self::Pct),
            "fair_pct" => return depths_or(Pct::DEPTHS).map(Self::FairPct),
            "idpct" => return depths_or(IdPct::DEPTHS).map(Self::IdPct),
            "race_pct" => return depths_or(RacePct::DEPTHS).map(Self::RacePct),
            "mix" => Self::Mix,
            "random" => Self::Random,
            "pos" => Self::Pos,
            "reads_from" => Self::ReadsFrom,
            "urw" => Self::Urw,
            "surw" => Self::Surw,
            "round_robin" => Self::RoundRobin,
            "dpor" => return read_bound(depths).map(Self::Dpor),
            "exhaustive" => Self::Exhaustive,
            _ => return Err(ParseNamedError::Name { name: name.into() }),
        };
        match depths {
            None => Ok(named),
            Some(text) => Err(ParseNamedError::NoDepth {
                name: name.into(),
                text: text.into(),
            }),
        }
    }
}

fn read_bound(text: Option<&str>) -> Result<Option<u32>, ParseNamedError> {
    let read = |text: &str| {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
        let bound = text
            .parse()
            .ok()
            .filter(|&bound| is_plain && bound <= BOUND_MAX);
        bound.ok_or_else(|| ParseNamedError::Bound { text: text.into() })
    };
    text.map(read).transpose()
}

fn read_depths(name: &str, text: &str) -> Result<RangeInclusive<u32>, ParseNamedError> {
    let (least, most) = text.split_once('-').unwrap_or((text, text));
    let depths = read_depth(least).zip(read_depth(most));
    depths
        .map(|(least, most)| least..=most)
        .filter(|depths| !depths.is_empty())
        .ok_or_else(|| ParseNamedError::Depth {
            name: name.into(),
            text: text.into(),
        })
}

fn read_depth(text: &str) -> Option<u32> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let depth = text.parse().ok().filter(|_| is_plain)?;
    (1..=DEPTH_MAX).contains(&depth).then_some(depth)
}

impl fmt::Display for Named {
    /// Writes what is read back as the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mix => f.write_str("mix"),
            Self::Random => f.write_str("random"),
            Self::Pct(depths) => write_depths(f, "pct", depths, &Pct::DEPTHS),
            Self::FairPct(depths) => write_depths(f, "fair_pct", depths, &Pct::DEPTHS),
            Self::IdPct(depths) => write_depths(f, "idpct", depths, &IdPct::DEPTHS),
            Self::Pos => f.write_str("pos"),
            Self::RacePct(depths) => write_depths(f, "race_pct", depths, &RacePct::DEPTHS),
            Self::ReadsFrom => f.write_str("reads_from"),
            Self::Urw => f.write_str("urw"),
            Self::Surw => f.write_str("surw"),
            Self::RoundRobin => f.write_str("round_robin"),
            Self::Dpor(None) => f.write_str("dpor"),
            Self::Dpor(Some(bound)) => write!(f, "dpor:{bound}"),
            Self::Exhaustive => f.write_str("exhaustive"),
        }
    }
}

fn write_depths(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    depths: &RangeInclusive<u32>,
    default: &RangeInclusive<u32>,
) -> fmt::Result {
    let (least, most) = (depths.start(), depths.end());
    match (depths == default, least == most) {
        (true, _) => f.write_str(name),
        (false, true) => write!(f, "{name}:{least}"),
        (false, false) => write!(f, "{name}:{least}-{most}"),
    }
}
