use super::{ALIGNMENT, Column, MAGIC, VERSION};
use crate::{Expected, Fault};

/// The beginning of a file: how many events there are, and what its columns are like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) events: u32,
    pub(super) columns: [Shape; Column::ALL.len()],
}

/// What a column is like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// How many bytes an entry has.
    pub(super) width: u32,
    /// The CRC-32 of the bytes of the column.
    pub(super) checksum: u32,
    pub(super) entries: u64,
}

/// Where the number of events stands, after the magic, the version and the number of columns.
const EVENTS_AT: usize = 16;
const SHAPES_AT: usize = 24;
const SHAPE_BYTES: usize = 16;
const CHECKSUM_AT: usize = SHAPES_AT + SHAPE_BYTES * Column::ALL.len();

/// How long a header is.
pub(super) const HEADER_BYTES: usize = 256;

/// A fault, and the byte of the file at which it stands.
pub(super) type AtByte = (u64, Fault);

impl Header {
    pub(super) fn to_bytes(&self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        let columns = u32::try_from(Column::ALL.len()).expect("they are few");
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
        bytes[12..16].copy_from_slice(&columns.to_le_bytes());
        bytes[EVENTS_AT..SHAPES_AT].copy_from_slice(&u64::from(self.events).to_le_bytes());
        let places = bytes[SHAPES_AT..CHECKSUM_AT].chunks_exact_mut(SHAPE_BYTES);
        for (place, shape) in places.zip(&self.columns) {
            place[..4].copy_from_slice(&shape.width.to_le_bytes());
            place[4..8].copy_from_slice(&shape.checksum.to_le_bytes());
            place[8..].copy_from_slice(&shape.entries.to_le_bytes());
        }
        let checksum = crc32fast::hash(&bytes[..CHECKSUM_AT]);
        bytes[CHECKSUM_AT..CHECKSUM_AT + 4].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// Reads a header; what it says of the columns has to fit together.
    pub(super) fn from_bytes(bytes: &[u8; HEADER_BYTES]) -> Result<Self, AtByte> {
        if bytes[..8] != MAGIC {
            return Err(unlike(
                0,
                "the beginning",
                &"another one",
                &"\\x89LSH\\r\\n\\x1A\\n",
            ));
        }
        let version = u32_at(bytes, 8);
        if version != VERSION {
            return Err(unlike(8, "the version of the format", &version, &VERSION));
        }
        let checksum = crc32fast::hash(&bytes[..CHECKSUM_AT]);
        same_checksum(
            CHECKSUM_AT as u64,
            "the header",
            checksum,
            u32_at(bytes, CHECKSUM_AT),
        )?;
        if u32_at(bytes, 12) as usize != Column::ALL.len() {
            let (found, expected) = (u32_at(bytes, 12), Column::ALL.len());
            return Err(unlike(12, "the number of columns", &found, &expected));
        }
        if let Some(at) = (CHECKSUM_AT + 4..HEADER_BYTES).find(|&at| bytes[at] != 0) {
            return Err(unlike(
                at as u64,
                "a byte behind the header",
                &bytes[at],
                &0,
            ));
        }
        let events = u64_at(bytes, EVENTS_AT);
        let Some(events) = u32::try_from(events).ok().filter(|&n| n < u32::MAX) else {
            return Err((EVENTS_AT as u64, Fault::TooManyEvents));
        };
        let mut columns = [Shape::default(); Column::ALL.len()];
        for (place, shape) in columns.iter_mut().enumerate() {
            let at = SHAPES_AT + place * SHAPE_BYTES;
            *shape = Shape {
                width: u32_at(bytes, at),
                checksum: u32_at(bytes, at + 4),
                entries: u64_at(bytes, at + 8),
            };
        }
        let header = Self { events, columns };
        header.check()?;
        Ok(header)
    }

    pub(super) fn shape(&self, column: Column) -> Shape {
        self.columns[column as usize]
    }

    fn check(&self) -> Result<(), AtByte> {
        let events = u64::from(self.events);
        let extras = self.shape(Column::ExtraEvents).entries;
        for (place, column) in Column::ALL.into_iter().enumerate() {
            let at = (SHAPES_AT + place * SHAPE_BYTES) as u64;
            let Shape { width, entries, .. } = self.shape(column);
            let name = column.name();
            if !column.widths().contains(&width) {
                let widths = column.widths().iter().map(u32::to_string);
                let expected = widths.collect::<Vec<_>>().join(" or ");
                return Err(unlike(
                    at,
                    format!("the width of {name}"),
                    &width,
                    &expected,
                ));
            }
            let fits = match column {
                Column::Flags | Column::Processes | Column::Names | Column::Values => {
                    entries == events
                }
                Column::Times => entries == 0 || entries == events,
                Column::Lines => entries <= events,
                Column::ExtraNames | Column::ExtraValues => entries == extras,
                _ => u32::try_from(entries).is_ok(),
            };
            if !fits {
                let what = format!("the number of entries of {name}");
                let expected = format!("what fits {events} events");
                return Err(unlike(at + 8, what, &entries, &expected));
            }
        }
        Ok(())
    }
}

impl Shape {
    /// Returns how many bytes the column has, without what fills it up.
    pub(super) fn bytes(self) -> u64 {
        u64::from(self.width) * self.entries
    }

    /// Returns how many bytes follow the column, so that the next one is aligned.
    pub(super) fn padding(self) -> u64 {
        self.bytes().next_multiple_of(ALIGNMENT) - self.bytes()
    }
}

pub(super) fn same_checksum(at: u64, what: &str, found: u32, expected: u32) -> Result<(), AtByte> {
    if found == expected {
        return Ok(());
    }
    let what = format!("the checksum of {what}");
    Err(unlike(
        at,
        what,
        &format!("{found:08x}"),
        &format!("{expected:08x}, as the file says"),
    ))
}

/// Says that `what`, at this byte of the file, is not what is expected.
pub(super) fn unlike(
    at: u64,
    what: impl Into<String>,
    found: &impl ToString,
    expected: &impl ToString,
) -> AtByte {
    let expected = Expected {
        what: what.into(),
        found: found.to_string(),
        expected: expected.to_string(),
    };
    (at, Fault::Field(expected))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes[at..]
        .first_chunk()
        .copied()
        .map_or(0, u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes[at..]
        .first_chunk()
        .copied()
        .map_or(0, u64::from_le_bytes)
}
