//! Secrets and ConfigMaps. Of a Secret the names of its keys can be read, and when it was changed; its values were taken
//! out before it came here.

use super::{Object, list, object};
use serde_json::Value;

object! {
    /// A `secrets` object without its values.
    Secret
}

object! {
    /// A `configmaps` object.
    ConfigMap
}

impl Secret {
    /// The names of its keys, in order.
    pub fn keys(&self) -> Vec<&str> {
        let data = self.0.get("data").and_then(Value::as_object);
        data.into_iter().flatten().map(|(key, _)| key.as_str()).collect()
    }

    /// When it was changed last (RFC 3339): the newest of its managed fields, else when it was made; empty when neither
    /// is told.
    pub fn changed(&self) -> &str {
        let times = list(&self.0, "/metadata/managedFields").iter();
        let newest = times.filter_map(|entry| entry.get("time")?.as_str()).max();
        newest.unwrap_or_else(|| self.created())
    }

    /// Whether the API server refuses every change of it but deletion.
    pub fn is_immutable(&self) -> bool {
        self.0
            .get("immutable")
            .and_then(Value::as_bool)
            .unwrap_or_default()
    }
}

impl ConfigMap {
    /// The text under a key.
    pub fn data(&self, key: &str) -> Option<&str> {
        self.0.get("data")?.get(key)?.as_str()
    }

    /// The names of its keys, in order.
    pub fn keys(&self) -> Vec<&str> {
        let data = self.0.get("data").and_then(Value::as_object);
        data.into_iter().flatten().map(|(key, _)| key.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_newest_time_counts_and_without_any_the_birth() {
        let secret = |fields: Value| {
            Secret::from_value(
                json!({"metadata": {"creationTimestamp": "2025-01-01T00:00:00Z", "managedFields": fields},
                "data": {"B": "x", "A": "y"}}),
            )
        };
        let times =
            json!([{"time": "2026-02-01T00:00:00Z"}, {"time": "2026-03-01T00:00:00Z"}, {"time": null}]);
        assert_eq!(secret(times).changed(), "2026-03-01T00:00:00Z");
        assert_eq!(secret(json!([])).changed(), "2025-01-01T00:00:00Z");
        assert_eq!(secret(json!(null)).keys(), ["A", "B"]);
        assert_eq!(Secret::from_value(json!({})).changed(), "");
    }
}
