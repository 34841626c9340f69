use super::cursor::Cursor;
use crate::fields::Fields;
use crate::recording::{RecordingBuilder, Slot};
use crate::{Fault, Value};

/// Reads an object with the fields of an event.
pub(super) fn read<'a>(
    cursor: &mut Cursor<'a>,
    builder: &mut RecordingBuilder,
) -> Result<Fields<'a>, Fault> {
    if cursor.peek() != Some(b'{') {
        return Err(cursor.fault("an object"));
    }
    let mut fields = Fields::default();
    let mut more = cursor.open(b'}');
    while more {
        let name = cursor.name()?;
        read_field(cursor, &name, &mut fields, builder)?;
        more = cursor.more(b'}', ", or }")?;
    }
    Ok(fields)
}

/// Reads a field; without a [`Value`] in between where one would have to be allocated for nearly
/// every event.
fn read_field<'a>(
    cursor: &mut Cursor<'a>,
    name: &str,
    fields: &mut Fields<'a>,
    builder: &mut RecordingBuilder,
) -> Result<(), Fault> {
    match (name, cursor.peek()) {
        ("type" | "f" | "value", Some(b'"')) => {
            let text = cursor.string()?;
            fields.set_text(name, text, builder)
        }
        ("value", Some(b'[')) => {
            let slot = match cursor.small_pair() {
                Some((first, second)) => builder.slot_of_pair(first, second),
                None => builder.slot(cursor.value()?),
            };
            fields.set_slot(slot)
        }
        _ => fields.set(name, cursor.value()?, builder),
    }
}
