//! What the address of a proxied call asks for. Nothing is decoded that a name could be hidden in, and whatever is not
//! understood is refused instead of left out.

use super::PROXY_PATH;
use crate::guard::Refusal;
use cluster::Passage;
use http::Uri;
use registry::name::{Name, Namespace};
use std::num::NonZeroU32;

/// The longest continue token that is handed on, in bytes. The API server's own have some hundreds.
const TOKEN: usize = 4096;

/// The parameters that are understood.
#[derive(Debug, Default)]
struct Parameters {
    namespace: Option<Namespace>,
    limit: Option<NonZeroU32>,
    token: Option<String>,
    table: bool,
}

/// What is asked for: `/proxy/<plural>` or `/proxy/<plural>/<name>`, with `namespace`, `table=1` and, for lists, `limit`
/// and `continue`.
///
/// # Errors
/// [`Refusal::Unknown`] for what is not handed on, [`Refusal::Malformed`] for what is no such address.
pub(super) fn passage(uri: &Uri) -> Result<Passage, Refusal> {
    let path = uri.path().strip_prefix(PROXY_PATH).unwrap_or_default();
    let mut segments = path.split('/').skip(1);
    let plural = segments.next().unwrap_or_default();
    let resource = Passage::resource(plural).ok_or(Refusal::Unknown)?;
    let name = segments.next();
    if segments.next().is_some() {
        // No subresources: their answers are no objects.
        return Err(Refusal::Unknown);
    }
    let Parameters {
        namespace,
        limit,
        token,
        table,
    } = parameters(uri.query().unwrap_or_default())?;
    let passage = match name {
        None => Passage::list(resource, namespace).map(|passage| passage.page(limit, token)),
        Some(_) if limit.is_some() || token.is_some() => return Err(Refusal::Malformed),
        Some(name) => {
            let name = Name::new(name).map_err(|_| Refusal::Malformed)?;
            Passage::object(resource, namespace, name)
        }
    };
    let passage = passage.map_err(|_| Refusal::Malformed)?;
    Ok(if table { passage.as_table() } else { passage })
}

fn parameters(query: &str) -> Result<Parameters, Refusal> {
    let mut read = Parameters::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let fits = match &*name {
            "namespace" => set(&mut read.namespace, Namespace::new(value).ok()),
            "limit" => set(&mut read.limit, value.parse().ok()),
            "continue" => {
                let whole = !value.is_empty() && value.len() <= TOKEN;
                set(&mut read.token, whole.then(|| value.into_owned()))
            }
            "table" => !std::mem::replace(&mut read.table, true) && value == "1",
            _ => false,
        };
        if !fits {
            return Err(Refusal::Malformed);
        }
    }
    Ok(read)
}

/// Takes a value that is there, once.
fn set<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    value.is_some() && std::mem::replace(place, value).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use registry::resource::Resource;

    fn asked(address: &str) -> Result<Passage, Refusal> {
        passage(&address.parse().unwrap())
    }

    #[test]
    fn an_address_names_a_list_or_an_object() {
        let name = |text| Name::new(text).unwrap();
        let space = Name::registry_namespace();
        let streams = Passage::list(Resource::ImageStream, None).unwrap();
        let claim = Passage::object(Resource::Claim, Some(space.clone()), name("data")).unwrap();
        for (address, expected) in [
            ("/proxy/imagestreams", streams.clone()),
            ("/proxy/imagestreams?", streams.clone()),
            ("/proxy/imagestreams?table=1", streams.clone().as_table()),
            (
                "/proxy/imagestreams?limit=500&continue=a%2Fb%3D%26",
                streams.page(NonZeroU32::new(500), Some("a/b=&".to_owned())),
            ),
            (
                "/proxy/persistentvolumeclaims/data?namespace=openshift-image-registry",
                claim,
            ),
            (
                "/proxy/persistentvolumeclaims?namespace=openshift-image-registry",
                Passage::list(Resource::Claim, Some(space)).unwrap(),
            ),
            (
                "/proxy/storageclasses/gp3-csi",
                Passage::object(Resource::StorageClass, None, name("gp3-csi")).unwrap(),
            ),
        ] {
            assert_eq!(asked(address), Ok(expected), "{address}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused_and_never_left_out() {
        for query in [
            "watch=true",
            "watch=1&limit=5",
            "fieldSelector=x",
            "labelSelector=",
            "resourceVersion=0",
            "includeObject=Object",
            "limit=0",
            "limit=-1",
            "limit=5&limit=6",
            "limit=99999999999",
            "limit",
            "continue=",
            "table=0",
            "table=1&table=1",
            "table",
            "namespace=",
            "namespace=..",
            "namespace=a%2Fb",
            "namespace=a;table=1",
            "namespace=a&namespace=b",
            "limit=5?watch=1",
            "Limit=5",
            "%6cimit=5%00",
        ] {
            let address = format!("/proxy/imagestreams?{query}");
            assert_eq!(asked(&address), Err(Refusal::Malformed), "{query}");
        }
        let long = format!("/proxy/imagestreams?continue={}", "x".repeat(TOKEN + 1));
        assert_eq!(asked(&long), Err(Refusal::Malformed));
    }

    #[test]
    fn a_list_has_pages_and_an_object_has_a_place() {
        for address in [
            "/proxy/nodes/a?limit=1",
            "/proxy/nodes/a?continue=x",
            "/proxy/nodes/a?namespace=b",
            "/proxy/persistentvolumeclaims/data",
            "/proxy/nodes?namespace=a",
        ] {
            assert_eq!(asked(address), Err(Refusal::Malformed), "{address}");
        }
    }
}
