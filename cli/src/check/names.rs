use lockstep::history::{Codec, Expected, Value};

/// Reads the names of operations, whatever they ask and are told.
pub(crate) struct Names;

impl Codec for Names {
    type Op = String;
    type Ret = ();

    fn op(&self, _process: u64, f: &str, _value: &Value) -> Result<String, Expected> {
        Ok(f.into())
    }

    fn ret(&self, _op: &String, _value: &Value) -> Result<Option<()>, Expected> {
        Ok(Some(()))
    }

    /// Nothing that was read so is written: names are not known beforehand.
    fn write_op(&self, _op: &String) -> (&'static str, Value) {
        ("operation", Value::Null)
    }

    fn write_ret(&self, _op: &String, _ret: &()) -> Value {
        Value::Null
    }
}
