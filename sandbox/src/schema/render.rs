//! The same tree of fields in the words of a custom resource definition, without descriptions.

use serde_json::{Map, Value, json};

use super::Schema;

/// The `openAPIV3Schema` of a tree.
pub(crate) fn render(schema: &Schema) -> Value {
    match schema {
        Schema::Any => {
            json!({"type": "object", "nullable": true, "x-kubernetes-preserve-unknown-fields": true})
        }
        Schema::Bool => json!({"type": "boolean"}),
        Schema::Quantity => {
            json!({"anyOf": [{"type": "integer"}, {"type": "string"}], "x-kubernetes-int-or-string": true})
        }
        Schema::Int { format, min, max } => {
            let mut out = json!({"type": "integer"});
            insert(&mut out, "format", (!format.is_empty()).then(|| json!(format)));
            insert(&mut out, "minimum", min.map(|n| json!(n)));
            insert(&mut out, "maximum", max.map(|n| json!(n)));
            out
        }
        Schema::Text(rules) => {
            let mut out = json!({"type": "string"});
            insert(&mut out, "pattern", rules.pattern.map(|p| json!(p)));
            insert(
                &mut out,
                "enum",
                (!rules.one_of.is_empty()).then(|| json!(rules.one_of)),
            );
            insert(&mut out, "minLength", rules.min.map(|n| json!(n)));
            insert(&mut out, "maxLength", rules.max.map(|n| json!(n)));
            insert(&mut out, "format", rules.format.map(|f| json!(f)));
            out
        }
        Schema::Map(of) => json!({"type": "object", "additionalProperties": render(of)}),
        Schema::List(of) => json!({"type": "array", "items": render(of)}),
        Schema::Object(fields) => {
            let mut properties = Map::new();
            for field in fields {
                let mut member = render(&field.schema);
                insert(&mut member, "default", field.default.clone());
                properties.insert(field.name.into(), member);
            }
            let mut out = json!({"type": "object"});
            let required: Vec<&str> = fields.iter().filter(|f| f.required).map(|f| f.name).collect();
            insert(
                &mut out,
                "required",
                (!required.is_empty()).then(|| json!(required)),
            );
            insert(
                &mut out,
                "properties",
                (!properties.is_empty()).then_some(Value::Object(properties)),
            );
            out
        }
    }
}

fn insert(value: &mut Value, key: &str, member: Option<Value>) {
    if let Some(member) = member {
        value[key] = member;
    }
}
