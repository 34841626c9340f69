use std::fmt::Write as _;

use plotters::style::RGBColor;

/// A colour of a plot, on light paper and on dark paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ink {
    pub(crate) light: RGBColor,
    dark: RGBColor,
}

const fn ink(light: u32, dark: u32) -> Ink {
    Ink {
        light: rgb(light),
        dark: rgb(dark),
    }
}

const fn rgb(number: u32) -> RGBColor {
    let [_, red, green, blue] = number.to_be_bytes();
    RGBColor(red, green, blue)
}

pub(crate) const PAPER: Ink = ink(0x00ff_ffff, 0x0014_171c);
pub(crate) const INK: Ink = ink(0x001b_1f27, 0x00e6_e9ee);
pub(crate) const SOFT: Ink = ink(0x005a_6373, 0x00a3_adbd);
pub(crate) const LINE: Ink = ink(0x00c4_cad3, 0x0047_4f5d);
pub(crate) const GRID: Ink = ink(0x00e6_e8ec, 0x002a_2f38);

pub(crate) const BLUE: Ink = ink(0x001f_5fbf, 0x007f_b2ff);
pub(crate) const GREEN: Ink = ink(0x001a_7f43, 0x005f_cf8b);
pub(crate) const AMBER: Ink = ink(0x00a0_6400, 0x00f0_b95a);
pub(crate) const RED: Ink = ink(0x00c0_232c, 0x00ff_7a7f);
pub(crate) const VIOLET: Ink = ink(0x007a_3fb0, 0x00c3_9bf0);

/// What the stretches of faults are shaded with.
pub(crate) const SHADES: [Ink; 4] = [
    ink(0x00ec_e3f7, 0x0035_2b4a),
    ink(0x00fb_ead6, 0x0045_331e),
    ink(0x00db_eef3, 0x001c_3942),
    ink(0x00f9_dee4, 0x0048_2630),
];

/// All of them.
const ALL: [Ink; 14] = [
    PAPER, INK, SOFT, LINE, GRID, BLUE, GREEN, AMBER, RED, VIOLET, SHADES[0], SHADES[1], SHADES[2],
    SHADES[3],
];

/// Writes a colour as plotters does.
pub(crate) fn hex(RGBColor(red, green, blue): RGBColor) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

/// Returns the style sheet that turns plots dark below what `selector` selects.
///
/// Plots carry their light colours as attributes, which every reader of SVG understands; rules go before
/// attributes.
pub(crate) fn dark_style(selector: &str) -> String {
    let mut style = String::new();
    for ink in ALL {
        let (light, dark) = (hex(ink.light), hex(ink.dark));
        for part in ["fill", "stroke"] {
            write!(style, "{selector}[{part}=\"{light}\"]{{{part}:{dark}}}")
                .expect("a string takes all");
        }
    }
    style
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_told_from_the_others() {
        for (place, one) in ALL.iter().enumerate() {
            let same = ALL[..place].iter().any(|other| other.light == one.light);
            assert!(!same, "{one:?}");
        }
    }
}
