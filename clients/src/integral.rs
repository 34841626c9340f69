use lockstep_history::Value;
use lockstep_models::Element;

/// A value that every server can hold: an integer of 64 bits, typed or as JSON.
///
/// # Examples
///
/// ```
/// use lockstep_clients::Integral;
/// use lockstep_history::Value;
///
/// assert_eq!(7_i64.as_integer(), Some(7));
/// assert_eq!(Value::from(7).as_integer(), Some(7));
/// assert_eq!(Value::from("seven").as_integer(), None);
/// ```
pub trait Integral: Element + Default + From<i64> {
    /// Returns it as an integer, if it is one.
    fn as_integer(&self) -> Option<i64>;
}

impl Integral for i64 {
    fn as_integer(&self) -> Option<i64> {
        Some(*self)
    }
}

impl Integral for Value {
    fn as_integer(&self) -> Option<i64> {
        self.as_int()
    }
}
