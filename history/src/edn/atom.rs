use super::class::{is_name, is_numeric, is_symbol};
use super::number::number;
use super::reader::Reader;
use crate::Value;
use crate::fault::Located;

/// Reads the keyword that begins here with a colon, and returns its name.
pub(super) fn keyword<'a>(reader: &mut Reader<'a>) -> Result<&'a str, Located> {
    let start = reader.at();
    let name = &reader.token()[1..];
    if is_name(name) {
        return Ok(name);
    }
    Err(reader.unexpected_token(start, "a keyword"))
}

/// Reads the number, symbol or name of a constant that begins here.
pub(super) fn atom(reader: &mut Reader<'_>) -> Result<Value, Located> {
    let start = reader.at();
    let token = reader.token();
    match token {
        "nil" => return Ok(Value::Null),
        "true" => return Ok(Value::Bool(true)),
        "false" => return Ok(Value::Bool(false)),
        "##Inf" | "##-Inf" | "##NaN" => return Ok(Value::Number(token.into())),
        _ => {}
    }
    let (value, expected) = if is_numeric(token.as_bytes()) {
        (number(token), "a number such as 17, 1.5, 1/2 or 1e9")
    } else {
        let symbol = is_symbol(token).then(|| Value::Symbol(token.into()));
        (symbol, "a value")
    };
    value.ok_or_else(|| reader.unexpected_token(start, expected))
}
