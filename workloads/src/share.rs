use std::fmt;
use std::str::FromStr;

use lockstep_seed::Stream;
use thiserror::Error;

const WHOLE: u64 = 1 << 32;

/// A share of something, from 0 to 1: how often, or how far into it.
///
/// # Examples
///
/// ```
/// use lockstep_workloads::Share;
///
/// let share: Share = "0.25".parse()?;
/// assert_eq!(share.of(1000), 250);
/// assert_eq!("1.5".parse::<Share>().unwrap_err().to_string(), "1.5 is no share; expected a number from 0 to 1");
/// # Ok::<(), lockstep_workloads::ShareError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share {
    // invariant: at most `WHOLE`, of which it is a part
    part: u64,
}

/// A number that is no share.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{found} is no share; expected a number from 0 to 1")]
pub struct ShareError {
    /// What stood there.
    pub found: String,
}

impl Share {
    /// No share at all.
    pub const NONE: Share = Share { part: 0 };

    /// Makes a share, to the nearest 2⁻³².
    ///
    /// # Errors
    ///
    /// [`ShareError`] if `number` is not from 0 to 1.
    pub fn new(number: f64) -> Result<Self, ShareError> {
        if !(0.0..=1.0).contains(&number) {
            let found = number.to_string();
            return Err(ShareError { found });
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss,
            reason = "a number from 0 to 2^32 is exact as an integer once rounded"
        )]
        let part = (number * WHOLE as f64).round() as u64;
        Ok(Self { part })
    }

    /// Returns this share of `whole`, rounded to the nearest.
    pub fn of(self, whole: u32) -> u32 {
        let product = u64::from(whole) * self.part + WHOLE / 2;
        u32::try_from(product / WHOLE).unwrap_or(whole)
    }

    /// Draws whether something happens that happens this often.
    pub(crate) fn draw(self, chance: &mut Stream) -> bool {
        chance.below(WHOLE) < self.part
    }
}

impl FromStr for Share {
    type Err = ShareError;

    fn from_str(text: &str) -> Result<Self, ShareError> {
        let number = text.parse().ok().and_then(|number| Share::new(number).ok());
        number.ok_or_else(|| ShareError { found: text.into() })
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[expect(clippy::cast_precision_loss, reason = "33 bits fit")]
        let number = self.part as f64 / WHOLE as f64;
        write!(f, "{number}")
    }
}
