use super::{Figure, Unit};

/// How some latencies are distributed, in the unit of the report.
///
/// A quantile is the least latency that so many of a thousand do not exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latencies {
    /// The least.
    pub least: i64,
    /// Half do not exceed it.
    pub median: i64,
    /// 95 of a hundred do not exceed it.
    pub percent_95: i64,
    /// 99 of a hundred do not exceed it.
    pub percent_99: i64,
    /// The greatest.
    pub greatest: i64,
}

impl Latencies {
    /// Returns `None` if there are none.
    pub(super) fn of(mut all: Vec<i64>) -> Option<Self> {
        all.sort_unstable();
        let rank = |percent: usize| (all.len() * percent).div_ceil(100).max(1) - 1;
        Some(Self {
            least: *all.first()?,
            median: all[rank(50)],
            percent_95: all[rank(95)],
            percent_99: all[rank(99)],
            greatest: *all.last()?,
        })
    }

    /// Writes them for people, in one line.
    pub(super) fn show(self, unit: Unit) -> String {
        let [least, median, p95, p99, greatest] = self.in_order().map(|(_, one)| unit.show(one));
        format!("least {least}, median {median}, 95 % {p95}, 99 % {p99}, greatest {greatest}")
    }

    pub(super) fn figure(self) -> Figure {
        let fields = self.in_order().map(|(name, one)| (name, one.into()));
        Figure::Fields(fields.into())
    }

    fn in_order(self) -> [(&'static str, i64); 5] {
        [
            ("least", self.least),
            ("median", self.median),
            ("percent_95", self.percent_95),
            ("percent_99", self.percent_99),
            ("greatest", self.greatest),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_latencies_that_there_were() {
        let latencies = Latencies::of((1..=200).rev().collect()).expect("there are some");
        let all = latencies.in_order().map(|(_, one)| one);
        assert_eq!(all, [1, 100, 190, 198, 200]);
        assert_eq!(Latencies::of(vec![7]).map(|one| one.median), Some(7));
        assert_eq!(Latencies::of(vec![]), None);
    }
}
