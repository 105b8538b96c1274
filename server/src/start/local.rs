//! The local door: one person's credential, on loopback.

use super::{StartError, listen, tell};
use crate::assets::Site;
use crate::cli::Cli;
use crate::doors::Local;
use crate::doors::local::{LIFETIME, Launch};
use crate::front::{Front, Settings};
use crate::guard::{Hosts, LAUNCH_PATH, Rules};
use crate::listen::{self as loops, Limits};
use crate::ops::Metrics;
use crate::random;
use crate::router::router;
use app::Console;
use app::session::Session;
use cluster::{Connection, User};
use registry::plan::PlanKey;
use std::sync::Arc;
use tokio::sync::watch;

/// A cluster to show, and what the frame says about it.
struct Choice {
    user: User,
    console: Console,
    /// Whether only the browser that opens the launch address may come in.
    locked: bool,
}

pub(super) async fn run(cli: &Cli, site: Arc<Site>, ending: watch::Receiver<bool>) -> Result<(), StartError> {
    if !cli.listen.ip().is_loopback() {
        return Err(StartError::NotLoopback(cli.listen));
    }
    let choice = choose(cli).await?;
    let (listener, address) = listen(cli.listen).await?;
    let session = Session {
        cluster: Arc::new(choice.user.clone()),
        plan_key: PlanKey::new(random::bytes()?),
    };
    let (door, invitation) = if choice.locked {
        let (launch, token) = Launch::new(LIFETIME)?;
        let door = Local::locked(session, launch, address.port())?;
        (door, format!("{LAUNCH_PATH}?token={token}"))
    } else {
        (Local::open(session)?, String::new())
    };
    let front = Front::new(Settings {
        site,
        console: choice.console,
        door: door.with_user(choice.user).into(),
        rules: Rules::Browser(Hosts::loopback(address.port())),
        strict_transport: false,
        ending: ending.clone(),
        metrics: Arc::new(Metrics::default()),
    })?;
    let router = router(&front);
    // The only place that shows the token.
    tell(&format!("Registry Console: http://{address}{invitation}"));
    loops::serve(listener, None, router, Limits::default(), ending).await;
    Ok(())
}

async fn choose(cli: &Cli) -> Result<Choice, StartError> {
    #[cfg(feature = "sandbox")]
    if let Some(scenario) = &cli.sandbox {
        return in_sandbox(scenario.as_deref(), cli.person);
    }
    let file = cli.kubeconfig.clone().flatten();
    let connection = Connection::from_kubeconfig(file, cli.context.clone()).await?;
    let user = connection.own_user().ok_or(StartError::NoUser)?;
    Ok(Choice {
        user,
        console: Console {
            cluster: connection.describe().to_string(),
            ..Console::default()
        },
        locked: true,
    })
}

#[cfg(feature = "sandbox")]
fn in_sandbox(scenario: Option<&str>, person: Option<crate::cli::Person>) -> Result<Choice, StartError> {
    use crate::cli::Person;
    use cluster::Token;
    use sandbox::{Pace, Sandbox, Scenario, token};

    let unknown = |error: &dyn std::fmt::Display| StartError::Scenario(error.to_string());
    let scenario = match scenario {
        None => Scenario::default(),
        Some(name) => name
            .parse()
            .map_err(|error: sandbox::UnknownScenario| unknown(&error))?,
    };
    let token = match person {
        None => scenario.default_token(),
        Some(Person::Admin) => token::ADMIN,
        Some(Person::Reader) => token::READER,
        Some(Person::Developer) => token::DEVELOPER,
        Some(Person::Nobody) => token::NOBODY,
    };
    let sandbox = Sandbox::builder(scenario).pace(Pace::Demo).build();
    let token = Token::new(token).map_err(|error| unknown(&error))?;
    let user = Connection::from_service(sandbox.service()).as_user(token);
    Ok(Choice {
        user,
        console: Console {
            cluster: "sandbox".to_owned(),
            sandbox: Some(scenario.name().to_owned()),
            ..Console::default()
        },
        locked: false,
    })
}
