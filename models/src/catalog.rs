/// An object of the catalog: its name, what it is, and how files speak of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CatalogEntry {
    /// The name for `--model`.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// The JSON form of its initial state, and the default.
    pub initial: &'static str,
    /// What can be done with it.
    pub operations: &'static [OperationForm],
}

/// An operation of an object and the JSON forms of its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationForm {
    /// The name, as `f` has it.
    pub f: &'static str,
    /// The value on `invoke`.
    pub invoke: &'static str,
    /// The value on `ok`.
    pub ok: &'static str,
}

const fn operation(f: &'static str, invoke: &'static str, ok: &'static str) -> OperationForm {
    OperationForm { f, invoke, ok }
}

const READ: OperationForm = operation("read", "null", "v");
const WRITE: OperationForm = operation("write", "v", "v");
const ENQUEUE: OperationForm = operation("enqueue", "v", "v");
const DEQUEUE: OperationForm = operation("dequeue", "null", "v, or null if it was empty");

/// Returns the objects that this crate knows, in the order in which people look for them.
///
/// What only changes something may also complete with null.
///
/// # Examples
///
/// ```
/// let mutexes: Vec<_> = lockstep_models::catalog()
///     .iter()
///     .filter(|entry| entry.operations.iter().any(|operation| operation.f == "acquire"))
///     .map(|entry| entry.name)
///     .collect();
/// assert_eq!(mutexes, ["mutex", "owned-mutex"]);
/// ```
pub fn catalog() -> &'static [CatalogEntry] {
    CATALOG
}

const CATALOG: &[CatalogEntry] = &[
    CatalogEntry {
        name: "register",
        about: "a register that is read and written",
        initial: "any value; null by default",
        operations: &[READ, WRITE],
    },
    CatalogEntry {
        name: "cas-register",
        about: "a register that is read, written, and compared and swapped",
        initial: "any value; null by default",
        operations: &[
            READ,
            WRITE,
            operation(
                "cas",
                "[from, to]",
                "[from, to], or false if it was refused",
            ),
        ],
    },
    CatalogEntry {
        name: "multi-register",
        about: "registers with names, read and written several at once",
        initial: "{k: v, …}; registers that are not named hold null",
        operations: &[operation(
            "txn",
            r#"[["r", k, null], ["w", k, v], …]"#,
            "the same with the values read",
        )],
    },
    CatalogEntry {
        name: "kv",
        about: r#"a store of values under keys; a missing key reads """#,
        initial: "{k: v, …}; empty by default",
        operations: &[
            operation("get", "[k, null]", "[k, v]"),
            operation("put", "[k, v]", "[k, v]"),
            operation("append", "[k, string]", "[k, string]"),
        ],
    },
    CatalogEntry {
        name: "fifo-queue",
        about: "a queue: what was put in first comes out first",
        initial: "[v, …], front first; empty by default",
        operations: &[ENQUEUE, DEQUEUE],
    },
    CatalogEntry {
        name: "unordered-queue",
        about: "a queue without an order: anything that is in can come out",
        initial: "[v, …]; empty by default",
        operations: &[ENQUEUE, DEQUEUE],
    },
    CatalogEntry {
        name: "stack",
        about: "a stack: what was put in last comes out first",
        initial: "[v, …], bottom first; empty by default",
        operations: &[
            operation("push", "v", "v"),
            operation("pop", "null", "v, or null if it was empty"),
            operation("peek", "null", "v, or null if it was empty"),
        ],
    },
    CatalogEntry {
        name: "priority-queue",
        about: "a priority queue of integers: the greatest comes out first",
        initial: "[n, …]; empty by default",
        operations: &[
            operation("insert", "n", "n"),
            operation("pop", "null", "the greatest n, or null if it was empty"),
            operation("peek", "null", "the greatest n, or null if it was empty"),
        ],
    },
    CatalogEntry {
        name: "set",
        about: "a set whose elements are added, removed and looked for one at a time",
        initial: "[k, …]; empty by default",
        operations: &[
            operation("add", "k", "[k, whether it was added]"),
            operation("remove", "k", "[k, whether it was removed]"),
            operation("contains", "k", "[k, whether it is there]"),
        ],
    },
    CatalogEntry {
        name: "grow-set",
        about: "a set that only grows and is read as a whole",
        initial: "[v, …]; empty by default",
        operations: &[
            operation("add", "v", "v"),
            operation("read", "null", "[v, …], in any order"),
        ],
    },
    CatalogEntry {
        name: "counter",
        about: "a sum to which amounts are added",
        initial: "n; 0 by default",
        operations: &[operation("add", "n", "n"), operation("read", "null", "n")],
    },
    CatalogEntry {
        name: "mutex",
        about: "a lock that anybody can release",
        initial: r#""free" or "held"; free by default"#,
        operations: &[
            operation("acquire", "null", "null"),
            operation("release", "null", "null"),
        ],
    },
    CatalogEntry {
        name: "owned-mutex",
        about: "a lock that only the process that holds it can release",
        initial: "the process that holds it; null, for free, by default",
        operations: &[
            operation("acquire", "null", "null, or the process"),
            operation("release", "null", "null, or the process"),
        ],
    },
    CatalogEntry {
        name: "log",
        about: "a log to which values are appended, read as a whole",
        initial: "[v, …]; empty by default",
        operations: &[
            operation("append", "v", "v"),
            operation("read", "null", "[v, …], in this order"),
        ],
    },
    CatalogEntry {
        name: "bank",
        about: "accounts between which amounts are moved, read all at once",
        initial: "{a: n, …}; by default accounts 0 to 7, of which 0 holds 100",
        operations: &[
            operation(
                "transfer",
                r#"{"from": a, "to": a, "amount": n}"#,
                r#"{"from": a, "to": a, "amount": n}"#,
            ),
            operation("read", "null", "{a: n, …}"),
        ],
    },
    CatalogEntry {
        name: "unique-ids",
        about: "what gives out ids, none of them twice",
        initial: "[v, …], given out before; empty by default",
        operations: &[operation("generate", "null", "v, the id")],
    },
];
