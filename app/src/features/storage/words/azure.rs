//! Words of containers of Azure Blob Storage, where they are not those of every store.

use registry::credentials::AccountKeyProblem;
use registry::storage::{Access, FieldId};

/// A field's help; nothing where it is the one of every kind.
pub fn help(field: FieldId) -> Option<&'static str> {
    Some(match field {
        FieldId::Origin => {
            "The operator makes account and container with the credentials the cloud gave the cluster, and deletes them with \
             every image when the registry is removed. With an account key of your own it makes nothing."
        }
        FieldId::Account => {
            "3 to 24 lower-case letters and digits, unique in all of Azure. For one of the operator's it may stay empty."
        }
        FieldId::Container => {
            "3 to 63 lower-case letters, digits and single hyphens. Without it the operator reports no error, and pods fail."
        }
        FieldId::AccountKey => {
            "One of the account's two keys: base64 of 64 bytes. It goes into the secret as \
             REGISTRY_STORAGE_AZURE_ACCOUNTKEY and is never shown again."
        }
        FieldId::CloudName => "The Azure cloud the account is in.",
        FieldId::NetworkAccess => {
            "Who reaches the account: everybody who has a key, or only the cluster's own network."
        }
        FieldId::NetworkResourceGroup => {
            "The group that virtual network and subnet are in. Left empty, the cluster's."
        }
        FieldId::Vnet => {
            "The network of the nodes the registry runs on. Left empty, the operator finds it by the cluster's tag."
        }
        FieldId::Subnet => "Left empty, the operator takes one of the network's.",
        FieldId::PrivateEndpoint => {
            "The name of the endpoint in the network. Left empty, the operator makes one up."
        }
        _ => return None,
    })
}

/// Who reaches an account.
pub fn access(access: Access) -> &'static str {
    match access {
        Access::External => "External: from anywhere, with a key",
        Access::Internal => "Internal: from the cluster's network only",
    }
}

/// What is wrong with an account key, beside its being no key of one line.
pub fn account_key_problem(problem: AccountKeyProblem) -> String {
    match problem {
        AccountKeyProblem::Line(problem) => super::line_problem(problem).into(),
        AccountKeyProblem::ConnectionString => {
            "This is a connection string. Take the key out: what stands behind AccountKey=, up to the next semicolon."
                .into()
        }
        AccountKeyProblem::NotBase64 => {
            "This is not base64. The account's key has 88 characters and ends in ==.".into()
        }
        AccountKeyProblem::Length { bytes } => format!(
            "This is base64 of {bytes} bytes, and an account's key has 64. Copy it again, whole: 88 characters that end in \
             ==."
        ),
    }
}
