//! Names as Google, Azure, OpenStack and IBM take them: the schema's own patterns, and the clouds' rules where the
//! schema has none. It knows no kind of storage.

use super::{Pattern, is_lower};

/// Whether `text` has the shape of one of the patterns of this file.
pub(super) fn takes(pattern: Pattern, text: &str) -> bool {
    match pattern {
        Pattern::GcsBucket => is_gcs_bucket(text),
        Pattern::GcsProject => is_gcs_project(text),
        Pattern::GcsKey => is_gcs_key(text),
        Pattern::AzureAccount => is_lower(text, 3..=24, &[]),
        Pattern::AzureContainer => is_lower(text, 3..=63, &['-']) && !text.contains("--"),
        Pattern::AzureGroup => is_azure(text, 1..=90, |_| true, |last| last != '.'),
        Pattern::AzureNetwork => is_azure(text, 2..=64, is_plain, |last| is_plain(last) || last == '_'),
        Pattern::AzureSubnet => is_azure(text, 1..=80, is_plain, |last| is_plain(last) || last == '_'),
        Pattern::SwiftContainer => {
            text.len() <= 256 && !text.contains('/') && !text.chars().any(char::is_control)
        }
        Pattern::CosInstance => crn(text).is_some_and(|crn| crn.ends == [""; 2]),
        Pattern::CosKey => {
            crn(text).is_some_and(|crn| crn.ends[0] == "resource-key" && !crn.ends[1].is_empty())
        }
        _ => false,
    }
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

/// Names without dots have 3 to 63 characters; with dots, 222, and 63 between two of them.
fn is_gcs_bucket(text: &str) -> bool {
    let parts = || text.split('.');
    let address = parts().count() == 4 && parts().all(|part| part.parse::<u8>().is_ok());
    is_lower(text, 3..=222, &['-', '_', '.'])
        && parts().all(|part| !part.is_empty() && part.len() <= 63)
        && !text.starts_with("goog")
        && !text.contains("google")
        && !address
}

/// A project's id, which old domains precede with their name: `example.com:registry`.
fn is_gcs_project(text: &str) -> bool {
    let id = text.rsplit_once(':').map_or(text, |(_, id)| id);
    is_lower(id, 6..=30, &['-']) && id.starts_with(|c: char| c.is_ascii_lowercase())
}

fn is_gcs_key(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    let [projects, project, locations, location, rings, ring, keys, key] = parts.as_slice() else {
        return false;
    };
    let named = |name: &&str| !name.is_empty() && name.chars().all(|c| is_plain(c) || "-_.:".contains(c));
    [*projects, *locations, *rings, *keys] == ["projects", "locations", "keyRings", "cryptoKeys"]
        && [project, location, ring, key].into_iter().all(named)
}

fn is_azure(
    text: &str,
    length: std::ops::RangeInclusive<usize>,
    first: impl Fn(char) -> bool,
    last: impl Fn(char) -> bool,
) -> bool {
    length.contains(&text.len())
        && text.chars().all(|c| is_plain(c) || "_.-".contains(c))
        && text.starts_with(first)
        && text.ends_with(last)
}

/// Whether an address has no path, or one that begins with a version of the identity service.
pub(super) fn has_version_path(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    path.is_empty() || ["v1", "v2", "v3"].iter().any(|version| path.starts_with(version))
}

struct Crn<'a> {
    /// Kind and id of what lies inside the instance.
    ends: [&'a str; 2],
}

/// The CRN of something in Cloud Object Storage: ten parts, of which the last two say what in the instance is meant.
fn crn(text: &str) -> Option<Crn<'_>> {
    let parts: Vec<&str> = text.split(':').collect();
    let filled =
        |range: std::ops::Range<usize>| parts.get(range).is_some_and(|p| p.iter().all(|p| !p.is_empty()));
    let fits = parts.len() == 10
        && parts[0] == "crn"
        && parts[4] == "cloud-object-storage"
        && filled(1..8)
        && !text.chars().any(char::is_whitespace);
    fits.then(|| Crn {
        ends: [parts[8], parts[9]],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(pattern: Pattern, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(pattern.takes(text), "{pattern:?} {text:?}");
        }
        for text in bad {
            assert!(!pattern.takes(text), "{pattern:?} {text:?}");
        }
    }

    #[test]
    fn a_google_bucket_may_have_underlines_and_long_names_with_dots() {
        let long = format!("{}.{}", "a".repeat(63), "b".repeat(63));
        let too_long = format!("{}.b", "a".repeat(64));
        sort(
            Pattern::GcsBucket,
            &["abc", "acme_registry", "images.acme.example", &long],
            &[
                "ab",
                "Abc",
                "-ab",
                "a..b",
                "goog-images",
                "my-google",
                "10.0.0.1",
                &too_long,
                &"a".repeat(64),
            ],
        );
    }

    #[test]
    fn a_google_project_and_key_are_named_as_the_api_names_them() {
        sort(
            Pattern::GcsProject,
            &["acme-quarry-prod", "example.com:registry"],
            &["acme", "1acme-prod", "Acme-prod", "acme-prod-", &"a".repeat(31)],
        );
        sort(
            Pattern::GcsKey,
            &["projects/acme/locations/europe-west4/keyRings/images/cryptoKeys/registry"],
            &[
                "images",
                "projects/acme/locations/eu/keyRings/images/cryptoKeys/",
                "projects/acme/locations/eu/keyRings/images/cryptoKeys/k/cryptoKeyVersions/1",
                "projects/a b/locations/eu/keyRings/images/cryptoKeys/k",
                "/projects/acme/locations/eu/keyRings/i/cryptoKeys/k",
            ],
        );
    }

    #[test]
    fn azure_names_keep_to_the_bounds_of_the_schema() {
        sort(
            Pattern::AzureAccount,
            &["acmeregistry", "a1b", &"a".repeat(24)],
            &["ab", "acme-registry", "Acme", &"a".repeat(25)],
        );
        sort(
            Pattern::AzureContainer,
            &["registry", "a-b-c", &"a".repeat(63)],
            &["ab", "a--b", "-ab", "ab-", "A-b", "a_b", &"a".repeat(64)],
        );
        sort(
            Pattern::AzureGroup,
            &["a", "lagoon-7tz5c-rg", ".net", "a_", &"a".repeat(90)],
            &["a.", "a b", "a/b", &"a".repeat(91)],
        );
        sort(
            Pattern::AzureNetwork,
            &["ab", "a.b-c_", &"a".repeat(64)],
            &["a", "_ab", "ab-", "ab.", &"a".repeat(65)],
        );
        sort(
            Pattern::AzureSubnet,
            &["a", "worker_", &"a".repeat(80)],
            &["_a", "a-", &"a".repeat(81)],
        );
    }

    #[test]
    fn c8_an_identity_service_is_named_without_a_path_or_by_its_version() {
        sort(
            Pattern::AuthUrl,
            &[
                "https://keystone.example:5000",
                "https://keystone.example:5000/",
                "https://keystone.example:5000/v3",
                "https://keystone.example/v2.0/",
                "http://[fd00::1]:5000/v1",
            ],
            &[
                "https://keystone.example/identity/v3",
                "keystone.example:5000",
                "https://k.example/3",
                "",
            ],
        );
        sort(
            Pattern::SwiftContainer,
            &["registry", "a b"],
            &["a/b", "a\n", &"a".repeat(257)],
        );
    }

    #[test]
    fn crns_of_instance_and_key_are_told_apart() {
        const BASE: &str = "crn:v1:bluemix:public:cloud-object-storage:global:a/0f1e:8b1c";
        let (instance, key) = (format!("{BASE}::"), format!("{BASE}:resource-key:2f8c"));
        let other = instance.replace("cloud-object-storage", "internet-svcs");
        sort(
            Pattern::CosInstance,
            &[&instance],
            &[
                &key,
                BASE,
                &other,
                "crn::::::::",
                &format!("{instance}:"),
                &format!(" {instance}"),
            ],
        );
        sort(
            Pattern::CosKey,
            &[&key],
            &[
                &instance,
                &format!("{BASE}:resource-key:"),
                &format!("{BASE}:bucket:b"),
            ],
        );
    }
}
