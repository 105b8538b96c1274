//! The fields of a bucket behind the S3 API. What this release's schema lacks is left out.

use super::{MEMBER, PLATFORM, S3, WAYS};
use crate::credentials::{cloudfront_secret, s3_bundle};
use crate::storage::facts::Facts;
use crate::storage::field::{
    About, Control, Field, Fields, FixedBecause, OFF, ON, Section, StoreMake, value,
};
use crate::storage::form::{FieldId, StorageForm};
use crate::storage::kinds::object_store::{EXISTING, NEW, ask_credentials, ask_origin, types_keys};
use crate::storage::pattern::Pattern;

/// Where NooBaa and Ceph answer when OpenShift Data Foundation runs in the cluster.
const NOOBAA: &str = "https://s3.openshift-storage.svc";
const RGW: &str = "https://rook-ceph-rgw-ocs-storagecluster-cephobjectstore.openshift-storage.svc";

/// What a store takes that knows no regions; something must be sent, because requests are signed with it.
const ANY_REGION: &str = "us-east-1";

const MAKES: [(&str, StoreMake); 4] = [
    ("minio", StoreMake::MinIo),
    ("ceph", StoreMake::CephRgw),
    ("noobaa", StoreMake::NooBaa),
    ("other", StoreMake::Other),
];

/// The sizes of parts S3 takes, in MiB; also the schema's bounds.
const PARTS: Control = Control::Number { min: 5, max: 5120 };

fn on_off(on: bool) -> &'static str {
    if on { ON } else { OFF }
}

impl S3 {
    /// Every field, for what is typed so far.
    pub(super) fn ask(&self, form: &StorageForm, facts: &Facts) -> Vec<Field> {
        let own = facts.is_on(PLATFORM) && matches!(self, Self::Amazon);
        let fields = match self {
            Self::Amazon => self.ask_amazon(Fields::new(form), own, facts),
            Self::Compatible => self.ask_compatible(Fields::new(form), facts),
        };
        let fields = fields.ask_replicas(facts);
        let fields = ask_credentials(fields, WAYS, own, facts);
        let fields = if types_keys(&fields.list) {
            let secret = || Control::Secret { file: false };
            fields
                .ask(FieldId::AccessKey, secret(), true, "")
                .ask(FieldId::SecretKey, secret(), true, "")
        } else {
            fields
        };
        let fields = self.ask_encryption(fields.section(Section::Advanced), facts);
        self.ask_cloud_front(fields, form, facts).done()
    }

    fn ask_amazon<'a>(&self, fields: Fields<'a>, own: bool, facts: &Facts) -> Fields<'a> {
        let platform = facts.platform.as_ref();
        let regions = platform.map_or("", |p| p.region.as_str());
        let regions = if own { regions } else { "" };
        let now = self.now("s3.region", facts);
        let region = if now.is_empty() { regions } else { now };
        let fields = ask_origin(fields, MEMBER, own, facts);
        let exists = fields.value(FieldId::Origin) == EXISTING;
        let bucket = self.now("s3.bucket", facts);
        // Another bucket's name is no proposal for one that is made.
        let bucket = if exists || facts.operator_owns(MEMBER) {
            bucket
        } else {
            ""
        };
        fields
            .ask(FieldId::Bucket, Control::text(Pattern::Bucket), exists, bucket)
            .ask(
                FieldId::Region,
                Control::suggested(Pattern::Word, [regions]),
                true,
                region,
            )
    }

    fn ask_compatible<'a>(&self, fields: Fields<'a>, facts: &Facts) -> Fields<'a> {
        let makes = MAKES.map(|(value, make)| (value, About::Store(make)));
        let fields = fields.ask(FieldId::Preset, Control::choice(makes), true, MAKES[0].0);
        let known = match fields.value(FieldId::Preset) {
            "ceph" => RGW,
            "noobaa" => NOOBAA,
            _ => "",
        };
        let region = match self.now("s3.region", facts) {
            "" => ANY_REGION,
            now => now,
        };
        let fields = fields
            .ask(
                FieldId::Endpoint,
                Control::suggested(Pattern::Url, [known]),
                true,
                self.now("s3.regionEndpoint", facts),
            )
            .ask(
                FieldId::Bucket,
                Control::text(Pattern::Bucket),
                true,
                self.now("s3.bucket", facts),
            )
            .ask(
                FieldId::Region,
                Control::suggested(Pattern::Word, [ANY_REGION]),
                true,
                region,
            );
        self.ask_trust(fields, facts)
    }

    /// The certificates of whoever signed the endpoint's: a ConfigMap that exists, by name, or one this plan writes.
    fn ask_trust<'a>(&self, fields: Fields<'a>, facts: &Facts) -> Fields<'a> {
        if !facts.takes_field("s3.trustedCA.name") {
            return fields;
        }
        let document = Control::Document {
            pattern: Pattern::Certificates,
        };
        let fields = fields.ask(FieldId::TrustedCaFile, document, false, "");
        if fields.value(FieldId::TrustedCaFile).is_empty() {
            let now = self.now("s3.trustedCA.name", facts);
            fields.ask(FieldId::TrustedCa, Control::Name, false, now)
        } else {
            fields.fix(
                FieldId::TrustedCa,
                s3_bundle().as_str(),
                FixedBecause::WrittenHere,
            )
        }
    }

    fn ask_encryption<'a>(&self, fields: Fields<'a>, facts: &Facts) -> Fields<'a> {
        let amazon = matches!(self, Self::Amazon);
        let made = fields.value(FieldId::Origin) == NEW;
        let platforms = facts.platform.as_ref().map_or("", |p| p.s3_endpoint.as_str());
        let configured = !facts.now("s3.bucket").is_empty() && self.is_configured(facts);
        let endpoint = match self.now("s3.regionEndpoint", facts) {
            // The operator takes the platform's own address only while no region is sent, and one always is.
            "" if amazon && !configured => platforms,
            now => now,
        };
        let fields = if amazon {
            let control = Control::suggested(Pattern::Url, [platforms]);
            let fields = fields.ask(FieldId::Endpoint, control, false, endpoint);
            // A private address is what needs a certificate of one's own.
            if fields.value(FieldId::Endpoint).is_empty() && self.now("s3.trustedCA.name", facts).is_empty() {
                fields
            } else {
                self.ask_trust(fields, facts)
            }
        } else {
            fields
        };
        let virtual_hosted = match self.now("s3.virtualHostedStyle", facts) {
            "" => on_off(amazon && !endpoint.is_empty() && endpoint == platforms),
            now => now,
        };
        let encrypt = on_off(self.now("s3.encrypt", facts) == ON);
        fields
            .ask_if(
                facts.takes_field("s3.virtualHostedStyle"),
                FieldId::VirtualHosted,
                Control::Switch,
                true,
                virtual_hosted,
            )
            // In a bucket of its own the operator switches encryption on by itself.
            .ask_if(!made, FieldId::Encrypt, Control::Switch, true, encrypt)
            .ask(
                FieldId::KeyId,
                Control::text(Pattern::Word),
                false,
                self.now("s3.keyID", facts),
            )
            .ask_if(
                facts.takes_field("s3.chunkSizeMiB"),
                FieldId::ChunkSize,
                PARTS,
                false,
                self.now("s3.chunkSizeMiB", facts),
            )
    }

    fn ask_cloud_front<'a>(&self, fields: Fields<'a>, form: &StorageForm, facts: &Facts) -> Fields<'a> {
        if matches!(self, Self::Compatible) || !facts.takes_field("s3.cloudFront.baseURL") {
            return fields;
        }
        let now = |path: &str| self.now(&format!("s3.cloudFront.{path}"), facts);
        let is_set = on_off(!now("baseURL").is_empty());
        let fields = fields.ask(FieldId::CloudFront, Control::Switch, true, is_set);
        if !fields.is_on(FieldId::CloudFront) {
            return fields;
        }
        let ours = cloudfront_secret();
        let secret = match now("privateKey.name") {
            "" => ours.as_str(),
            name => name,
        };
        let key = match now("privateKey.key") {
            "" => "private-key.pem",
            name => name,
        };
        let fields = fields
            .ask(
                FieldId::CloudFrontUrl,
                Control::text(Pattern::Url),
                true,
                now("baseURL"),
            )
            .ask(
                FieldId::CloudFrontKeyPair,
                Control::text(Pattern::Word),
                true,
                now("keypairID"),
            )
            .ask(FieldId::CloudFrontKey, Control::Secret { file: true }, false, "");
        let fields = if form.secret(FieldId::CloudFrontKey).is_empty() {
            fields.ask(FieldId::CloudFrontSecret, Control::Name, true, secret)
        } else {
            fields.fix(
                FieldId::CloudFrontSecret,
                ours.as_str(),
                FixedBecause::WrittenHere,
            )
        };
        fields
            .ask(
                FieldId::CloudFrontSecretKey,
                Control::text(Pattern::DataKey),
                true,
                key,
            )
            .ask(
                FieldId::CloudFrontDuration,
                Control::text(Pattern::Duration),
                false,
                now("duration"),
            )
    }
}

/// Whether the fields describe a bucket that somebody made already.
pub(super) fn is_theirs(fields: &[Field]) -> bool {
    value(fields, FieldId::Origin) != NEW
}
