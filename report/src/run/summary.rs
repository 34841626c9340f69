use std::fmt::Write as _;

use super::band::sorts;
use super::figures::RunFigures;
use super::measured::{Counts, Ending, Measured};
use super::quantiles::Quantiles;
use super::written;

/// How wide a table may be.
const COLUMNS: usize = 100;

/// How many sorts of faults are named.
const SORTS: usize = 8;

const TAKEN: &str = "a string takes all";

pub(crate) const HEAD: [&str; 10] = [
    "operation",
    "count",
    "ok",
    "info",
    "fail",
    "ok/s",
    "median",
    "95 %",
    "99 %",
    "slowest",
];

/// Writes how operations ended and how long they took, a line for each name.
pub(crate) fn text(figures: &RunFigures) -> String {
    let mut rows = vec![HEAD.map(str::to_owned)];
    rows.extend(self::rows(figures));
    let mut text = aligned(&rows);
    for line in remarks(figures) {
        text += &line;
        text.push('\n');
    }
    text
}

/// Returns the cells for each name, and for all of them if there are several.
pub(crate) fn rows(figures: &RunFigures) -> Vec<[String; 10]> {
    let RunFigures {
        measured,
        quantiles,
        ..
    } = figures;
    let names = measured.names.iter().enumerate();
    let mut rows: Vec<_> = names
        .map(|(name, f)| row(f, measured.counts[name], quantiles.totals[name], measured))
        .collect();
    if rows.len() > 1 {
        rows.push(row("all", measured.total(), quantiles.total, measured));
    }
    rows
}

fn row(
    name: &str,
    counts: Counts,
    latency: Option<Quantiles>,
    measured: &Measured,
) -> [String; 10] {
    #[expect(clippy::cast_precision_loss, reason = "nobody reads more digits")]
    let rate = counts.of(Ending::Ok) as f64 / measured.seconds();
    let rate = if measured.length > 0 {
        written::rate(rate)
    } else {
        "-".to_owned()
    };
    let [median, p95, p99, slowest] = match latency {
        Some(latency) => latency.all().map(written::time),
        None => [(); 4].map(|()| "-".to_owned()),
    };
    let [ok, info, fail] = Ending::ALL.map(|ending| written::count(counts.of(ending)));
    let all = written::count(counts.all());
    [
        name.to_owned(),
        all,
        ok,
        info,
        fail,
        rate,
        median,
        p95,
        p99,
        slowest,
    ]
}

/// Writes names to the left and numbers to the right; names that are too long are cut.
fn aligned(rows: &[[String; 10]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..HEAD.len())
        .map(|column| width(column).unwrap_or(0))
        .collect();
    let numbers: usize = widths[1..].iter().map(|width| width + 2).sum();
    let name = widths[0].min(COLUMNS.saturating_sub(numbers).max(HEAD[0].len()));
    let mut text = String::new();
    for row in rows {
        write!(text, "{:<name$}", cut(&row[0], name)).expect(TAKEN);
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            write!(text, "  {cell:>width$}").expect(TAKEN);
        }
        text.push('\n');
    }
    text
}

fn cut(name: &str, width: usize) -> String {
    if name.chars().count() <= width {
        return name.to_owned();
    }
    let kept: String = name.chars().take(width.saturating_sub(1)).collect();
    kept + "…"
}

/// Says what the numbers are about.
pub(crate) fn remarks(figures: &RunFigures) -> Vec<String> {
    let measured = &figures.measured;
    if measured.samples.is_empty() {
        return vec!["no operation has times".to_owned()];
    }
    let span = written::time(measured.length);
    let mut remarks = vec![format!(
        "latencies of what ended with ok; {span} from the first event to the last"
    )];
    let sorts = sorts(&measured.bands);
    let faults = sorts.iter().take(SORTS).map(|&sort| {
        let of = measured.bands.iter().filter(|band| band.name == sort);
        let lasting = of
            .clone()
            .filter_map(|band| Some(band.to_ns?.saturating_sub(band.from_ns)));
        let lasted = lasting.clone().reduce(u64::saturating_add);
        match lasted {
            // What ends nothing is no fault more.
            Some(lasted) => format!(
                "{} {sort} ({} in all)",
                lasting.count(),
                written::time(lasted)
            ),
            None => format!("{} {sort}", of.count()),
        }
    });
    let mut faults: Vec<_> = faults.collect();
    let more = sorts.len().saturating_sub(SORTS);
    if more > 0 {
        let sorts = if more == 1 { "sort" } else { "sorts" };
        faults.push(format!("{} more {sorts}", written::count(more as u64)));
    }
    if !faults.is_empty() {
        remarks.push(format!("beside them: {}", faults.join(", ")));
    }
    remarks
}
