use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::axis::{Axis, TimeUnit};
use super::band::sorts;
use super::measured::Measured;
use super::palette::{GRID, INK, Ink, LINE, PAPER, SHADES, SOFT, dark_style, hex};

/// A picture of a run, as SVG.
#[derive(Clone, Debug)]
pub struct Plot {
    name: &'static str,
    title: String,
    /// Without the first tag.
    content: String,
    height: u32,
}

const WIDTH: u32 = 960;
const FONT: &str =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

impl Plot {
    /// Returns what it is called: `latency-raw`, `latency-quantiles` or `rate`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Writes it as a file of its own, which is dark where the reader's system is.
    pub fn to_svg(&self) -> String {
        let dark = dark_style("");
        let style = format!("<style>@media(prefers-color-scheme:dark){{{dark}}}</style>");
        format!("{}\n{style}{}", self.tag(), self.content)
    }

    /// Writes it as a part of a page, which says itself when it is dark.
    pub(crate) fn to_element(&self) -> String {
        format!("{}{}", self.tag(), self.content)
    }

    fn tag(&self) -> String {
        let Self { height, title, .. } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
             viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{title}\" font-family=\"{FONT}\">"
        )
    }
}

/// How something is drawn, and what it stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) text: &'static str,
    pub(crate) ink: Ink,
    pub(crate) mark: Mark,
}

/// How something is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Dot,
    Triangle,
    Cross,
    /// A line: its dashes and gaps in pixels, or nothing if it has none.
    Line(&'static str),
}

/// What a plot says around its panels.
pub(crate) struct Frame<'a> {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// What is to be known about what is drawn, a line each.
    pub(crate) notes: Vec<String>,
    pub(crate) keys: &'a [Key],
    pub(crate) measured: &'a Measured,
}

/// One panel: what one name of operations did.
pub(crate) struct Panel {
    pub(crate) title: String,
    pub(crate) axis: Axis,
    pub(crate) shapes: Vec<Shape>,
}

/// What is drawn in a panel, by the numbers of its axes; time in nanoseconds since the first event.
pub(crate) enum Shape {
    Point(Key, (u64, f64)),
    Line(Key, Vec<(u64, f64)>),
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Axis, Axis>>;

/// A string takes all that is drawn into it.
const TAKEN: &str = "drawing into a string does not fail";

/// What plotters divides the size of a font by.
const EM: f64 = 1.24;

const TOP: i32 = 10;
const LINE_HEIGHT: i32 = 18;
const PANEL_TITLE: i32 = 24;
const BOTTOM: u32 = 46;
const LEFT: u32 = 76;
const RIGHT: u32 = 16;

impl Frame<'_> {
    /// Draws the panels one below the other, with what was wrong meanwhile behind them.
    pub(crate) fn draw(&self, panels: &[Panel]) -> Plot {
        let panel_height = match panels.len() {
            0 | 1 => 260,
            2 => 190,
            3 => 160,
            _ => 130,
        };
        let lines = 2 + i32::try_from(self.notes.len()).expect("there are few");
        let has_faults = !self.measured.bands.is_empty();
        let head = TOP + LINE_HEIGHT * (lines + i32::from(has_faults)) + 8;
        let count = u32::try_from(panels.len()).expect("names are few");
        let height = head.unsigned_abs() + count * panel_height + BOTTOM;
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
            area.fill(&PAPER.light).expect(TAKEN);
            self.draw_head(&area);
            let mut top = head;
            for (place, panel) in panels.iter().enumerate() {
                let is_last = place + 1 == panels.len();
                let below = if is_last { BOTTOM } else { 0 };
                let part = area.clone().shrink((0, top), (WIDTH, panel_height + below));
                self.draw_panel(&part, panel, is_last);
                top += panel_height.cast_signed();
            }
            area.present().expect(TAKEN);
        }
        let dashes = self.keys.iter().filter_map(|key| match key.mark {
            Mark::Line(dashes) if !dashes.is_empty() => Some((key.ink, dashes)),
            _ => None,
        });
        Plot {
            name: self.name,
            title: self.title.to_owned(),
            content: dressed(&svg, dashes.chain([(SOFT, "2 3")])),
            height,
        }
    }

    fn draw_head(&self, area: &Area<'_>) {
        let mut y = TOP;
        let bold = FontDesc::new(FontFamily::SansSerif, 14.0 * EM, FontStyle::Bold);
        let left = LEFT.cast_signed();
        draw_text(area, self.title, (left, y), bold.color(&INK.light));
        y += LINE_HEIGHT + 4;
        for note in &self.notes {
            draw_text(area, note, (LEFT.cast_signed(), y), styled(12, SOFT));
            y += LINE_HEIGHT;
        }
        let mut x = LEFT.cast_signed();
        for key in self.keys {
            draw_key(area, *key, (x, y + 7));
            draw_text(area, key.text, (x + 30, y), styled(12, INK));
            x += 30 + width(key.text) + 24;
        }
        y += LINE_HEIGHT;
        let mut x = LEFT.cast_signed();
        for (place, sort) in sorts(&self.measured.bands).into_iter().enumerate() {
            let shade = SHADES[place % SHADES.len()];
            let (from, to) = ((x, y + 1), (x + 22, y + 13));
            draw_box(area, from, to, shade);
            draw_text(area, sort, (x + 30, y), styled(12, INK));
            x += 30 + width(sort) + 24;
        }
    }

    fn draw_panel(&self, area: &Area<'_>, panel: &Panel, is_last: bool) {
        draw_text(area, &panel.title, (LEFT.cast_signed(), 6), styled(12, INK));
        let unit = TimeUnit::of(self.measured);
        let mut time = Axis::time(self.measured, unit);
        if !is_last {
            time.label = |_| String::new();
        }
        let mut chart = ChartBuilder::on(area)
            .margin_top(PANEL_TITLE)
            .margin_right(RIGHT)
            .set_label_area_size(LabelAreaPosition::Left, LEFT)
            .set_label_area_size(LabelAreaPosition::Bottom, if is_last { BOTTOM } else { 1 })
            .build_cartesian_2d(time, panel.axis.clone())
            .expect(TAKEN);
        self.draw_bands(&mut chart, panel, unit);
        let mut mesh = chart.configure_mesh();
        mesh.light_line_style(TRANSPARENT)
            .bold_line_style(GRID.light)
            .axis_style(LINE.light)
            .label_style(styled(12, SOFT))
            .set_all_tick_mark_size(4);
        if is_last {
            mesh.x_desc(format!("time since the run began, {}", unit.name))
                .axis_desc_style(styled(12, SOFT));
        }
        mesh.draw().expect(TAKEN);
        let at = |(time, value): &(u64, f64)| (unit.at(self.measured, *time), *value);
        for shape in &panel.shapes {
            match shape {
                Shape::Point(key, place) => draw_point(&mut chart, *key, at(place)),
                Shape::Line(key, places) => {
                    draw_line(&mut chart, *key, places.iter().map(at).collect());
                }
            }
        }
    }

    /// Shades the stretches of faults, and writes their names where there is room.
    fn draw_bands(&self, chart: &mut Chart<'_, '_>, panel: &Panel, unit: TimeUnit) {
        let Measured { bands, .. } = self.measured;
        let sorts = sorts(bands);
        let (low, high) = (panel.axis.range.start, panel.axis.range.end);
        for band in bands {
            let sort = sorts.iter().position(|sort| **sort == band.name);
            let shade = SHADES[sort.unwrap_or(0) % SHADES.len()];
            let from = unit.at(self.measured, band.from_ns);
            let Some(to) = band.to_ns.map(|to| unit.at(self.measured, to)) else {
                let line = PathElement::new([(from, low), (from, high)], SOFT.light);
                chart.draw_series([line]).expect(TAKEN);
                continue;
            };
            let corners = [(from, low), (to, high)];
            let filled = Rectangle::new(corners, shade.light.filled());
            chart.draw_series([filled]).expect(TAKEN);
            for edge in [from, to] {
                let line = PathElement::new([(edge, low), (edge, high)], LINE.light);
                chart.draw_series([line]).expect(TAKEN);
            }
            let (left, right) = (
                chart.backend_coord(&(from, high)),
                chart.backend_coord(&(to, high)),
            );
            if right.0 - left.0 >= width(&band.name) + 8 {
                let label = Text::new(band.name.clone(), (4, 3), styled(11, SOFT));
                let label = EmptyElement::at((from, high)) + label;
                chart.draw_series([label]).expect(TAKEN);
            }
        }
    }
}

fn draw_point(chart: &mut Chart<'_, '_>, key: Key, at: (f64, f64)) {
    let color = key.ink.light;
    match key.mark {
        Mark::Triangle => chart
            .draw_series([TriangleMarker::new(at, 4, color.filled())])
            .map(drop),
        Mark::Cross => chart.draw_series([Cross::new(at, 3, color)]).map(drop),
        Mark::Dot => chart
            .draw_series([Circle::new(at, 2, color.mix(0.6).filled())])
            .map(drop),
        Mark::Line(_) => chart
            .draw_series([Circle::new(at, 2, color.filled())])
            .map(drop),
    }
    .expect(TAKEN);
}

/// Draws a line; what is a single point would not be seen as one.
fn draw_line(chart: &mut Chart<'_, '_>, key: Key, places: Vec<(f64, f64)>) {
    if let [at] = places[..] {
        return draw_point(chart, key, at);
    }
    let line = PathElement::new(places, key.ink.light.stroke_width(2));
    chart.draw_series([line]).expect(TAKEN);
}

fn draw_key(area: &Area<'_>, key: Key, (x, y): (i32, i32)) {
    let (color, middle) = (key.ink.light, (x + 12, y));
    match key.mark {
        Mark::Dot => area.draw(&Circle::new(middle, 3, color.filled())),
        Mark::Triangle => area.draw(&TriangleMarker::new(middle, 5, color.filled())),
        Mark::Cross => area.draw(&Cross::new(middle, 4, color)),
        Mark::Line(_) => {
            let line = [(x, y), (x + 24, y)];
            area.draw(&PathElement::new(line, color.stroke_width(2)))
        }
    }
    .expect(TAKEN);
}

fn draw_box(area: &Area<'_>, from: (i32, i32), to: (i32, i32), ink: Ink) {
    area.draw(&Rectangle::new([from, to], ink.light.filled()))
        .expect(TAKEN);
    area.draw(&Rectangle::new([from, to], LINE.light))
        .expect(TAKEN);
}

fn draw_text(area: &Area<'_>, text: &str, at: (i32, i32), style: TextStyle<'_>) {
    area.draw(&Text::new(text, at, style)).expect(TAKEN);
}

fn styled(pixels: i32, ink: Ink) -> TextStyle<'static> {
    let font = FontDesc::new(
        FontFamily::SansSerif,
        f64::from(pixels) * EM,
        FontStyle::Normal,
    );
    font.color(&ink.light).pos(Pos::new(HPos::Left, VPos::Top))
}

/// About how wide a text is, in pixels.
fn width(text: &str) -> i32 {
    i32::try_from(text.chars().count())
        .unwrap_or(0)
        .saturating_mul(7)
}

/// Returns what is inside, with dashes for the lines of these colours, and without what goes without saying.
///
/// Plotters writes each attribute at each element, and has no dashes for SVG.
fn dressed<'a>(svg: &str, dashes: impl IntoIterator<Item = (Ink, &'a str)>) -> String {
    let (_, content) = svg.split_once('>').expect("it begins with a tag");
    let mut content = content.to_owned();
    for without in [
        " opacity=\"1\"",
        " stroke=\"none\"",
        " stroke-width=\"1\"",
        " font-family=\"sans-serif\"",
        " text-anchor=\"start\"",
    ] {
        content = content.replace(without, "");
    }
    for (ink, dashes) in dashes {
        let stroke = format!(" stroke=\"{}\"", hex(ink.light));
        content = content.replace(&stroke, &format!("{stroke} stroke-dasharray=\"{dashes}\""));
    }
    content
}
