use super::cursor::Cursor;
use crate::Fault;
use crate::fields::Fields;

/// Reads an object with the fields of an event.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Fields, Fault> {
    if cursor.peek() != Some(b'{') {
        return Err(cursor.fault("an object"));
    }
    let mut fields = Fields::default();
    let mut more = cursor.open(b'}');
    while more {
        let name = cursor.name()?;
        fields.set(&name, cursor.value()?)?;
        more = cursor.more(b'}', ", or }")?;
    }
    Ok(fields)
}
