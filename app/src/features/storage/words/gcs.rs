//! Words of buckets of Google Cloud Storage, where they are not those of every store.

use registry::credentials::{KeyFile, KeyFileProblem, KeyHolder};
use registry::storage::FieldId;

/// A field's help; nothing where it is the one of every kind.
pub fn help(field: FieldId) -> Option<&'static str> {
    Some(match field {
        FieldId::Origin => {
            "The operator's own bucket is made by it, and deleted with every image when the registry is removed. A bucket of \
             yours is never deleted."
        }
        FieldId::Bucket => {
            "Unique in all of Google Cloud. For a bucket of the operator's it may stay empty; the operator then makes up a \
             name from the cluster's and the region's."
        }
        FieldId::Region => {
            "The bucket's location, for example europe-west4. Region and project go together: the operator fills in both or \
             none."
        }
        FieldId::Project => "The project's ID, not its name or number.",
        FieldId::KeyFile => {
            "The JSON key of a service account that may use the bucket, or the configuration of workload identity \
             federation. It goes into the secret as REGISTRY_STORAGE_GCS_KEYFILE and is never shown again."
        }
        FieldId::KeyId => {
            "The encryption key by its resource name: projects/P/locations/L/keyRings/R/cryptoKeys/K. The operator sets it \
             on a bucket it makes; without it, Google's own keys are used."
        }
        _ => return None,
    })
}

/// What is wrong with a key file.
pub fn key_file_problem(problem: &KeyFileProblem) -> String {
    match problem {
        KeyFileProblem::Empty => "The file is empty. Choose the JSON key file.".into(),
        KeyFileProblem::TooLarge => "This is too large for a key file, which has about 2 KiB.".into(),
        KeyFileProblem::NotJson { line } => {
            format!("This is not JSON from line {line} on. Choose the key file as Google gave it, whole.")
        }
        KeyFileProblem::NotAnObject => {
            "This is JSON, but no key file: a key file begins with { and ends with }.".into()
        }
        KeyFileProblem::NoType => {
            "This is no key file: it has no type. Choose the JSON key of a service account.".into()
        }
        KeyFileProblem::OtherType { found } if found == "authorized_user" => {
            "These are a person's credentials, which end with the login. Choose the JSON key of a service account.".into()
        }
        KeyFileProblem::OtherType { found } if found.is_empty() => {
            "The registry takes key files of type service_account or external_account. This one has another type.".into()
        }
        KeyFileProblem::OtherType { found } => format!(
            "The registry takes key files of type service_account or external_account. This one is of type {found}."
        ),
        KeyFileProblem::FieldMissing { field } => {
            format!("The key file lacks {field}. Choose it as Google gave it, whole.")
        }
        KeyFileProblem::KeyNotPem => {
            "The private key in the file is not whole: it begins with -----BEGIN PRIVATE KEY-----.".into()
        }
    }
}

/// Whom a key file lets in.
pub fn key_file(file: &KeyFile) -> String {
    let project = file
        .project
        .as_ref()
        .map(|project| format!(", of project {project}"))
        .unwrap_or_default();
    match &file.holder {
        KeyHolder::ServiceAccount { email } => format!("Key of service account {email}{project}."),
        KeyHolder::ExternalAccount { audience } => {
            format!("Federation through {audience}{project}. Pods must be given the token that it reads.")
        }
    }
}
