/// A number, a text, or several of them: what a report holds, in a shape that JSON has as well.
///
/// # Examples
///
/// ```
/// use lockstep_checker::judges::Figure;
///
/// let lost = Figure::list([3, 4].iter());
/// assert_eq!(lost, Figure::List(vec![Figure::Text("3".into()), Figure::Text("4".into())]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    /// There is none.
    Nothing,
    /// A number.
    Number(i128),
    /// A text, such as a value as people write it.
    Text(String),
    /// Several, in their order.
    List(Vec<Figure>),
    /// Several, by name.
    Fields(Vec<(&'static str, Figure)>),
}

impl Figure {
    /// Makes a list of texts.
    pub fn list<T: ToString>(items: impl Iterator<Item = T>) -> Self {
        Figure::List(items.map(|item| Figure::Text(item.to_string())).collect())
    }

    /// Makes a text.
    pub(super) fn text(item: &(impl ToString + ?Sized)) -> Self {
        Figure::Text(item.to_string())
    }
}

impl<N: Into<i128>> From<N> for Figure {
    fn from(number: N) -> Self {
        Figure::Number(number.into())
    }
}
