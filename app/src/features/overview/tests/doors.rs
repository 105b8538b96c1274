//! What the OpenShift console's status card shows of an overview.

use super::given::{Given, forbidden, not_applied, ready, removed, troubled};
use crate::features::doors::{Health, HealthState};

#[test]
fn the_status_card_has_the_headlines_tone_in_the_hosts_words() {
    let table = [
        (ready(), HealthState::Ok, "Ready."),
        (removed(), HealthState::NotAvailable, "Removed: no registry runs."),
        (not_applied(), HealthState::Error, "Configuration not applied."),
        (
            troubled(),
            HealthState::Warning,
            "Registry works; a route was refused.",
        ),
        (
            forbidden_config(),
            HealthState::Unknown,
            "The registry's state is not known.",
        ),
    ];
    for (given, state, message) in table {
        let health = Health::of(&given.read());
        assert_eq!(health.state, state, "{health:?}");
        assert!(
            health.message.contains(message) && !health.message.is_empty(),
            "{health:?}"
        );
    }
}

fn forbidden_config() -> Given {
    ready().answer(
        registry::resource::Resource::Config,
        Err(forbidden(registry::resource::Resource::Config)),
    )
}

#[test]
fn states_are_written_as_the_host_names_them() {
    let states = [
        (HealthState::Ok, "\"OK\""),
        (HealthState::Progress, "\"PROGRESS\""),
        (HealthState::Warning, "\"WARNING\""),
        (HealthState::Error, "\"ERROR\""),
        (HealthState::NotAvailable, "\"NOT_AVAILABLE\""),
        (HealthState::Unknown, "\"UNKNOWN\""),
    ];
    for (state, wire) in states {
        assert_eq!(serde_json::to_string(&state).unwrap(), wire);
    }
}
