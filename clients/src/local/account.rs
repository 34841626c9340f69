use std::fs;

/// Whom a program runs as that refuses to run as root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) user: u32,
    pub(super) group: u32,
}

impl Account {
    /// Returns the account of this name, if we are root; nobody else can run a program as another.
    pub(super) fn of(name: &str) -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            return None;
        }
        Self::find(name, &fs::read_to_string("/etc/passwd").ok()?)
    }

    /// Finds the account among lines such as `name:x:101:104:…`.
    fn find(name: &str, accounts: &str) -> Option<Self> {
        let mut lines = accounts.lines().map(|line| line.split(':'));
        let mut fields =
            lines.find_map(|mut fields| (fields.next() == Some(name)).then_some(fields))?;
        let mut number = || fields.next()?.parse().ok();
        // The password is long gone from here.
        let _: Option<u32> = number();
        Some(Self {
            user: number()?,
            group: number()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_name() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\npostgres:x:101:104::/home:/bin/sh\n";
        let postgres = Account {
            user: 101,
            group: 104,
        };
        assert_eq!(Account::find("postgres", accounts), Some(postgres));
        assert_eq!(Account::find("post", accounts), None);
    }
}
