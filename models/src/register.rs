use lockstep_history::{Codec, Expected, Value};

use crate::{
    CasRegister, Element, JsonForm, Model, Next, NullReads, RegisterOp, RegisterRet, View, json,
};

/// A register that is read and written.
///
/// It is a [`CasRegister`] whose files know no `cas`.
///
/// # Format
///
/// | operation | value on `invoke` | value on `ok`                             |
/// |-----------|-------------------|-------------------------------------------|
/// | `read`    | not looked at     | what was read; null as [`NullReads`] says |
/// | `write`   | v                 | v or null                                 |
///
/// The initial state is any value, null by default.
///
/// # Examples
///
/// ```
/// use lockstep_models::RegisterOp::{Read, Write};
/// use lockstep_models::{Model, Next, Register};
///
/// let register = Register::new(0);
/// assert_eq!(register.step(&0, &Write(3), None), Next::One(3));
/// assert_eq!(register.show_op(&Read, None), "read → ?");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Register<V = Value> {
    inner: CasRegister<V>,
}

impl<V: Element> Register<V> {
    /// Makes a register that holds `initial`.
    pub fn new(initial: V) -> Self {
        Self {
            inner: CasRegister::new(initial),
        }
    }

    /// Sets what a read tells that completed with null.
    #[must_use = "it returns the register with the option set"]
    pub fn null_reads(self, null_reads: NullReads) -> Self {
        Self {
            inner: self.inner.null_reads(null_reads),
        }
    }
}

impl Register {
    /// Makes a register from the JSON of its initial state: any value.
    ///
    /// # Errors
    ///
    /// Never: a register can hold anything. It is a `Result` as it is for the other objects.
    pub fn from_initial(initial: &Value) -> Result<Self, Expected> {
        Ok(Self::new(initial.clone()))
    }
}

impl<V: Element> Model for Register<V> {
    type State = V;
    type Op = RegisterOp<V>;
    type Ret = RegisterRet<V>;

    fn initial(&self) -> V {
        self.inner.initial()
    }

    fn step(&self, state: &V, op: &RegisterOp<V>, ret: Option<&RegisterRet<V>>) -> Next<V> {
        self.inner.step(state, op, ret)
    }

    fn view<'a>(&self, op: &'a RegisterOp<V>, ret: Option<&'a RegisterRet<V>>) -> View<'a> {
        self.inner.view(op, ret)
    }

    fn show_op(&self, op: &RegisterOp<V>, ret: Option<&RegisterRet<V>>) -> String {
        self.inner.show_op(op, ret)
    }

    fn show_state(&self, state: &V) -> String {
        self.inner.show_state(state)
    }
}

impl<V: JsonForm> Codec for Register<V> {
    type Op = RegisterOp<V>;
    type Ret = RegisterRet<V>;

    #[inline]
    fn op(&self, process: u64, f: &str, value: &Value) -> Result<RegisterOp<V>, Expected> {
        match f {
            "read" | "write" => self.inner.op(process, f, value),
            _ => Err(json::unknown(f, "read or write")),
        }
    }

    #[inline]
    fn ret(&self, op: &RegisterOp<V>, value: &Value) -> Result<Option<RegisterRet<V>>, Expected> {
        self.inner.ret(op, value)
    }

    fn write_op(&self, op: &RegisterOp<V>) -> (&'static str, Value) {
        self.inner.write_op(op)
    }

    fn write_ret(&self, op: &RegisterOp<V>, ret: &RegisterRet<V>) -> Value {
        self.inner.write_ret(op, ret)
    }
}
