//! The contract suite against the sandbox.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod contract;

use contract::every_case;
use contract::world::{People, World};
use kube::Client;
use registry::resource::Resource;
use sandbox::{Sandbox, Scenario, token};

async fn world() -> World {
    let sandbox = Sandbox::new(Scenario::BareMetalRemoved);
    let lacking = Sandbox::new(Scenario::CapabilityDisabled);
    let people = People {
        admin: token::ADMIN.to_owned(),
        reader: token::READER.to_owned(),
        nobody: token::NOBODY.to_owned(),
    };
    let faults = sandbox.faults();
    World::new(
        Client::new(sandbox.service(), "default"),
        people,
        (Some(Client::new(lacking.service(), "default")), Resource::Config),
        move || faults.compact(),
        (),
    )
}

every_case!(crate::world);
