//! Words of containers of OpenStack Swift, where they are not those of every store.

use registry::storage::{FieldId, Login};

/// A field's help; nothing where it is the one of every kind.
pub fn help(field: FieldId) -> Option<&'static str> {
    Some(match field {
        FieldId::Origin => {
            "The operator's own container is made by it, and deleted with every image when the registry is removed. A \
             container of yours is never deleted."
        }
        FieldId::Container => {
            "Any name without a slash. For one of the operator's it may stay empty; the operator then makes up a name."
        }
        FieldId::AuthUrl => {
            "Keystone's address, for example https://keystone.example:5000/v3: without a path, or with one that begins with \
             the version. With the cloud's credentials it may stay empty."
        }
        FieldId::Region => {
            "OpenStack's region the container is in. May stay empty in a cloud with one region."
        }
        FieldId::Domain => {
            "The user's domain by name, for example Default. Enter the name or the ID, not both."
        }
        FieldId::DomainId => "The user's domain by ID, for example default.",
        FieldId::Tenant => "The project (tenant) by name.",
        FieldId::TenantId => "The project (tenant) by ID.",
        FieldId::AuthVersion => "Which version of the identity service is spoken.",
        FieldId::LoginMethod => {
            "An application credential can be limited and taken back without changing a password."
        }
        FieldId::Username => "Goes into the secret as REGISTRY_STORAGE_SWIFT_USERNAME.",
        FieldId::Password => {
            "Goes into the secret as REGISTRY_STORAGE_SWIFT_PASSWORD. It is never shown again."
        }
        FieldId::ApplicationId => "Goes into the secret as REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID.",
        FieldId::ApplicationName => {
            "Goes into the secret as REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALNAME."
        }
        FieldId::ApplicationSecret => {
            "Goes into the secret as REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET. It is never shown again."
        }
        FieldId::Token => "Goes into the secret as REGISTRY_STORAGE_SWIFT_TOKENID. It is never shown again.",
        _ => return None,
    })
}

/// A way to log in.
pub fn login(login: Login) -> &'static str {
    match login {
        Login::Password => "User name and password",
        Login::Application => "Application credential",
        Login::Token => "Token",
    }
}
