//! The sandbox's people: their names, groups and static tokens. Names, passwords and tokens are the same words here,
//! and secret nowhere else.

/// Somebody who can log in.
pub(crate) struct Person {
    pub(crate) name: &'static str,
    /// What flags and tokens call the person, where that is another word; good for logging in, too.
    pub(crate) role: &'static str,
    /// In words, for the login page.
    pub(crate) about: &'static str,
    pub(crate) token: &'static str,
    groups: &'static [&'static str],
    pub(crate) uid: &'static str,
}

pub(crate) static PEOPLE: [Person; 4] = [
    Person {
        name: "admin",
        role: "admin",
        about: "a cluster administrator",
        token: crate::token::ADMIN,
        groups: &["system:cluster-admins"],
        uid: "7f0c6a1e-3c0b-4d0e-9a51-0a0b6f1d0001",
    },
    Person {
        name: "reader",
        role: "reader",
        about: "may see everything but secrets",
        token: crate::token::READER,
        groups: &["registry-auditors"],
        uid: "7f0c6a1e-3c0b-4d0e-9a51-0a0b6f1d0002",
    },
    Person {
        name: "dana",
        role: "developer",
        about: "a developer, administrator of the project webshop",
        token: crate::token::DEVELOPER,
        groups: &["webshop-team"],
        uid: "7f0c6a1e-3c0b-4d0e-9a51-0a0b6f1d0003",
    },
    Person {
        name: "nobody",
        role: "nobody",
        about: "may log in and little else",
        token: crate::token::NOBODY,
        groups: &[],
        uid: "7f0c6a1e-3c0b-4d0e-9a51-0a0b6f1d0004",
    },
];

impl Person {
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        PEOPLE.iter().find(|person| person.name == name)
    }

    /// Who logs in with these; the password is the name as it was typed.
    pub(crate) fn with_password(name: &str, password: &str) -> Option<&'static Self> {
        PEOPLE
            .iter()
            .find(|person| (person.name == name || person.role == name) && password == name)
    }

    /// The groups, with those of everybody who logged in.
    pub(crate) fn groups(&self) -> Vec<String> {
        let everyone = ["system:authenticated", "system:authenticated:oauth"];
        self.groups
            .iter()
            .chain(&everyone)
            .map(|&group| group.to_owned())
            .collect()
    }
}
