//! Words of buckets behind the S3 API, where they are not those of every store.

use registry::storage::{FieldId, KindId};

/// A field's help; nothing where it is the one of every kind.
pub fn help(kind: KindId, field: FieldId) -> Option<&'static str> {
    let compatible = kind == KindId::S3Compatible;
    Some(match field {
        FieldId::Origin => {
            "The operator's own bucket is set up by it, and is deleted with every image when the registry is removed. A \
             bucket of yours is never deleted, and what the checks list is yours to set up."
        }
        FieldId::Preset => {
            "All are addressed by path and get no encryption header, which most of them refuse."
        }
        FieldId::Bucket if compatible => {
            "It should exist. Where the keys allow it, the operator makes a missing one."
        }
        FieldId::Bucket => {
            "Unique in all of Amazon S3. For one that the operator makes, it may stay empty: a name is made up from the cluster's."
        }
        FieldId::Region if compatible => {
            "Requests are signed with it. Stores without regions take any, for example us-east-1."
        }
        FieldId::Region => {
            "The bucket's region, for example eu-west-1. It is always sent: without it the operator never settles."
        }
        FieldId::Endpoint if compatible => {
            "The store's address, as the registry's pods and, for pulls, the nodes reach it."
        }
        FieldId::Endpoint => {
            "Only for a VPC endpoint or another partition; left empty, the region's own address is used."
        }
        FieldId::VirtualHosted => {
            "Puts the bucket before the host: bucket.host instead of host/bucket. Most other stores than Amazon's need it off."
        }
        FieldId::Encrypt if compatible => {
            "Asks for encryption with each upload. Most stores refuse uploads then, so leave it off unless yours has a KMS."
        }
        FieldId::Encrypt => {
            "Asks for encryption with each upload: with the key below, or with S3's own keys (AES256) without one. Off, the \
             bucket's default holds."
        }
        FieldId::KeyId => {
            "A KMS key's ID or ARN, used together with encryption. Without encryption the registry still names the key, and S3 \
             refuses such uploads."
        }
        FieldId::ChunkSize => "Size of one part of an upload, 5 to 5120. Left empty, the registry takes 10.",
        FieldId::TrustedCaFile => {
            "For a certificate that no public authority signed. Drop it here, or paste PEM; it goes into ConfigMap \
             registry-s3-ca in openshift-config."
        }
        FieldId::TrustedCa => {
            "A ConfigMap in openshift-config with the key ca-bundle.crt; leave it empty if a public authority signed."
        }
        FieldId::AccessKey => "Goes into the secret as REGISTRY_STORAGE_S3_ACCESSKEY.",
        FieldId::SecretKey => {
            "Goes into the secret as REGISTRY_STORAGE_S3_SECRETKEY. It is never shown again."
        }
        FieldId::CloudFront => {
            "Clients are sent to a CloudFront distribution in front of the bucket for each layer."
        }
        FieldId::CloudFrontUrl => "For example https://d111111abcdef8.cloudfront.net.",
        FieldId::CloudFrontKeyPair => "The ID of the key pair that the distribution trusts.",
        FieldId::CloudFrontKey => {
            "The key pair's private key, PEM. Leave it empty if the secret below exists; it is never shown again."
        }
        FieldId::CloudFrontSecret => "In openshift-image-registry; it is mounted into the pods.",
        FieldId::CloudFrontSecretKey => "The entry of the secret that holds the private key.",
        FieldId::CloudFrontDuration => "How long a signed link holds, for example 30m. Left empty, 20m.",
        _ => return None,
    })
}
