//! Words of buckets of IBM Cloud Object Storage, where they are not those of every store.

use registry::storage::FieldId;

/// A field's help; nothing where it is the one of every kind.
pub fn help(field: FieldId) -> Option<&'static str> {
    Some(match field {
        FieldId::Origin => {
            "The operator makes service instance, key and bucket one after the other, and deletes the bucket with every \
             image when the registry is removed. A bucket of yours is never deleted."
        }
        FieldId::Bucket => {
            "Unique in all of IBM Cloud. For one of the operator's it may stay empty; the operator then makes up a name."
        }
        FieldId::ServiceInstance => {
            "The CRN of the Cloud Object Storage instance the bucket is in; it ends in two colons. Left empty for a bucket \
             of the operator's, an instance is made."
        }
        FieldId::Location => "The bucket's location, for example eu-de.",
        FieldId::ResourceGroup => "The group in which the service instance is made.",
        FieldId::ApiKey => {
            "An IAM API key that may use the instance. It goes into the secret as REGISTRY_STORAGE_IBMCOS_IAMAPIKEY and is \
             never shown again."
        }
        FieldId::ResourceKey => {
            "The CRN of a resource key of the instance, of role Writer or Manager and with HMAC credentials. Left empty, \
             the operator makes one."
        }
        _ => return None,
    })
}
