use std::io;

use lockstep::history::{Format, Losses, Recording};

/// A history in the form of a file, and what that form cannot express.
pub(crate) struct Written {
    pub(crate) bytes: Vec<u8>,
    pub(crate) losses: Losses,
}

/// Writes a history in a format that histories are written in.
pub(crate) fn written(recording: &Recording, format: Format) -> io::Result<Written> {
    let mut bytes = Vec::new();
    let losses = match format {
        Format::JsonLines => recording.write_json_lines(&mut bytes)?,
        Format::Json => recording.write_json(&mut bytes)?,
        Format::Edn => {
            recording.write_edn(&mut bytes)?;
            Losses::default()
        }
        Format::Binary => {
            recording.write_binary(&mut bytes)?;
            Losses::default()
        }
        Format::Console => return Err(io::Error::other("only Jepsen writes its console log")),
    };
    Ok(Written { bytes, losses })
}
