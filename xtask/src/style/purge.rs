//! Leaves out what no page uses: rules of other classes, custom properties that nothing reads, animations that
//! nothing plays. Knows style rules and the words of the sources, and nothing of PatternFly.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, anyhow};
use lightningcss::declaration::DeclarationBlock;
use lightningcss::properties::Property;
use lightningcss::properties::custom::CustomPropertyName;
use lightningcss::rules::keyframes::KeyframesName;
use lightningcss::rules::{CssRule, CssRuleList};
use lightningcss::selector::{Component, Selector};
use lightningcss::stylesheet::PrinterOptions;

use super::ROOT_CLASS;
use super::literals::Sources;

/// Theme classes are put on the root at run time, from the host's or the user's choice.
const THEME: &str = "pf-v6-theme-";
/// Themes that the OpenShift console may have; any other one stays out.
const THEMES: [&str; 4] = [
    "pf-v6-theme-dark",
    "pf-v6-theme-high-contrast",
    "pf-v6-theme-glass",
    "pf-v6-theme-felt",
];

/// Removes everything unused.
///
/// # Errors
/// When a declaration cannot be printed, which no parsed one does.
pub(super) fn keep_used(rules: &mut CssRuleList, sources: &Sources) -> Result<()> {
    keep_rules(rules, sources);
    let mut uses = Uses::default();
    uses.collect(rules)?;
    let live = uses.live(sources);
    keep_properties(rules, &live);
    Ok(())
}

/// Every class name that a sheet's text has a rule for.
pub(super) fn class_names(css: &str) -> BTreeSet<String> {
    let starts = css.match_indices('.').map(|(at, _)| &css[at + 1..]);
    starts
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
        .map(|rest| {
            rest.chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
                .collect()
        })
        .collect()
}

fn keep_rules(rules: &mut CssRuleList, sources: &Sources) {
    rules.0.retain_mut(|rule| match rule {
        CssRule::Style(style) => {
            style
                .selectors
                .0
                .retain_mut(|selector| keep_selector(selector, sources));
            keep_rules(&mut style.rules, sources);
            !style.selectors.0.is_empty()
        }
        CssRule::Media(rule) => keep_nested(&mut rule.rules, sources),
        CssRule::Supports(rule) => keep_nested(&mut rule.rules, sources),
        CssRule::Container(rule) => keep_nested(&mut rule.rules, sources),
        CssRule::LayerBlock(rule) => keep_nested(&mut rule.rules, sources),
        // Fonts belong to the page: a shadow root cannot declare any.
        CssRule::FontFace(_) => false,
        _ => true,
    });
}

fn keep_nested(rules: &mut CssRuleList, sources: &Sources) -> bool {
    keep_rules(rules, sources);
    !rules.0.is_empty()
}

/// Whether a selector can match; alternatives inside it that cannot are taken out.
fn keep_selector(selector: &mut Selector, sources: &Sources) -> bool {
    selector.iter_mut_raw_match_order().all(|part| match part {
        Component::Class(name) => is_used(&name.0, sources),
        // No language of ours is written from right to left.
        Component::AttributeInNoNamespace {
            local_name, value, ..
        } => !(local_name.0.as_ref() == "dir" && value.0.as_ref() == "rtl"),
        Component::Is(list) | Component::Where(list) | Component::Has(list) => {
            let mut kept = std::mem::take(list).into_vec();
            kept.retain_mut(|selector| keep_selector(selector, sources));
            *list = kept.into_boxed_slice();
            !list.is_empty()
        }
        _ => true,
    })
}

fn is_used(class: &str, sources: &Sources) -> bool {
    if class.starts_with(THEME) {
        return THEMES.contains(&class);
    }
    // A utility's class name may hold a colon or a slash, which the sources' words do not.
    class == ROOT_CLASS || sources.mention(class) || sources.utilities().any(|utility| utility == class)
}

/// Which custom properties and animations are read, and by what.
#[derive(Default)]
struct Uses {
    /// Names in declarations that take effect.
    direct: BTreeSet<String>,
    /// Names in the value of each custom property.
    through: BTreeMap<String, BTreeSet<String>>,
}

impl Uses {
    fn collect(&mut self, rules: &CssRuleList) -> Result<()> {
        for rule in &rules.0 {
            match rule {
                CssRule::Style(style) => {
                    self.declarations(&style.declarations)?;
                    self.collect(&style.rules)?;
                }
                CssRule::Media(rule) => self.collect(&rule.rules)?,
                CssRule::Supports(rule) => self.collect(&rule.rules)?,
                CssRule::Container(rule) => self.collect(&rule.rules)?,
                CssRule::LayerBlock(rule) => self.collect(&rule.rules)?,
                CssRule::Keyframes(rule) => {
                    // An animation's own declarations count as read through its name.
                    let mut inner = Self::default();
                    for frame in &rule.keyframes {
                        inner.declarations(&frame.declarations)?;
                    }
                    let names = inner.direct.into_iter().chain(inner.through.into_keys());
                    self.through
                        .entry(keyframes_name(&rule.name))
                        .or_default()
                        .extend(names);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn declarations(&mut self, block: &DeclarationBlock) -> Result<()> {
        for property in block.declarations.iter().chain(&block.important_declarations) {
            let value = property
                .value_to_css_string(PrinterOptions::default())
                .map_err(|error| anyhow!("{}", error.kind))?;
            let words = words(&value);
            match custom_name(property) {
                Some(name) => self.through.entry(name.to_owned()).or_default().extend(words),
                None => self.direct.extend(words),
            }
        }
        Ok(())
    }

    /// Everything that is read in the end, by a declaration or by the pages' own code.
    fn live(&self, sources: &Sources) -> BTreeSet<String> {
        let mentioned = self.through.keys().filter(|name| sources.mention(name)).cloned();
        let mut waiting: Vec<String> = self.direct.iter().cloned().chain(mentioned).collect();
        let mut live = BTreeSet::new();
        while let Some(name) = waiting.pop() {
            if let Some(next) = self.through.get(&name) {
                waiting.extend(next.iter().filter(|name| !live.contains(*name)).cloned());
            }
            live.insert(name);
        }
        live
    }
}

fn keep_properties(rules: &mut CssRuleList, live: &BTreeSet<String>) {
    rules.0.retain_mut(|rule| match rule {
        CssRule::Style(style) => {
            keep_declarations(&mut style.declarations, live);
            keep_properties(&mut style.rules, live);
            !style.declarations.is_empty() || !style.rules.0.is_empty()
        }
        CssRule::Media(rule) => keep_nested_properties(&mut rule.rules, live),
        CssRule::Supports(rule) => keep_nested_properties(&mut rule.rules, live),
        CssRule::Container(rule) => keep_nested_properties(&mut rule.rules, live),
        CssRule::LayerBlock(rule) => keep_nested_properties(&mut rule.rules, live),
        CssRule::Keyframes(rule) => live.contains(&keyframes_name(&rule.name)),
        CssRule::Property(rule) => live.contains(rule.name.0.as_ref()),
        _ => true,
    });
}

fn keep_nested_properties(rules: &mut CssRuleList, live: &BTreeSet<String>) -> bool {
    keep_properties(rules, live);
    !rules.0.is_empty()
}

fn keep_declarations(block: &mut DeclarationBlock, live: &BTreeSet<String>) {
    let is_live = |property: &Property| custom_name(property).is_none_or(|name| live.contains(name));
    block.declarations.retain(is_live);
    block.important_declarations.retain(is_live);
}

fn custom_name<'a>(property: &'a Property) -> Option<&'a str> {
    match property {
        Property::Custom(custom) => match &custom.name {
            CustomPropertyName::Custom(name) => Some(name.0.as_ref()),
            CustomPropertyName::Unknown(_) => None,
        },
        _ => None,
    }
}

fn keyframes_name(name: &KeyframesName) -> String {
    match name {
        KeyframesName::Ident(name) => name.0.to_string(),
        KeyframesName::Custom(name) => name.to_string(),
    }
}

/// Identifiers of a value; more than what is read, never less.
fn words(value: &str) -> impl Iterator<Item = String> + '_ {
    value
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
        .filter(|word| word.len() > 2)
        .map(str::to_owned)
}
