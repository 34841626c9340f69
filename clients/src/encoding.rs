use crate::Integral;
use crate::lapse::Lapse;

/// Returns a value as servers hold it.
pub(crate) fn integer<V: Integral>(value: &V) -> Result<i64, Lapse> {
    let not_one = || Lapse::refused(format_args!("{value} is no integer of 64 bits"));
    value.as_integer().ok_or_else(not_one)
}

/// Returns what a register holds as servers keep it: the default value is that nothing is there.
pub(crate) fn held<V: Integral>(value: &V) -> Result<Option<i64>, Lapse> {
    if *value == V::default() {
        return Ok(None);
    }
    integer(value).map(Some)
}

/// Returns what a register holds of which a server keeps this.
pub(crate) fn value<V: Integral>(held: Option<i64>) -> V {
    held.map_or_else(V::default, V::from)
}

#[cfg(test)]
mod tests {
    use lockstep_history::Value;

    use super::*;

    #[test]
    fn the_default_is_kept_as_nothing() {
        assert_eq!(held(&0_i64).ok(), Some(None));
        assert_eq!(held(&Value::Null).ok(), Some(None));
        assert_eq!(held(&Value::Int(0)).ok(), Some(Some(0)));
        assert_eq!(value::<Value>(None), Value::Null);
        assert_eq!(value::<i64>(None), 0);
    }

    #[test]
    fn what_is_no_integer_is_refused() {
        assert!(matches!(
            held(&Value::from("seven")),
            Err(Lapse::Refused(_))
        ));
    }
}
