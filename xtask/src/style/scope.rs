//! Moves what PatternFly puts on the document's root to our own root element. Knows selectors only.

use lightningcss::rules::{CssRule, CssRuleList};
use lightningcss::selector::{Component, Selector};

use super::ROOT_CLASS;

/// Writes our root's class for `:root`, at any depth; a theme's class is then looked for on that element or above.
pub(super) fn to_root_class(rules: &mut CssRuleList) {
    for rule in &mut rules.0 {
        match rule {
            CssRule::Style(style) => {
                style.selectors.0.iter_mut().for_each(selector);
                to_root_class(&mut style.rules);
            }
            CssRule::Media(rule) => to_root_class(&mut rule.rules),
            CssRule::Supports(rule) => to_root_class(&mut rule.rules),
            CssRule::Container(rule) => to_root_class(&mut rule.rules),
            CssRule::LayerBlock(rule) => to_root_class(&mut rule.rules),
            _ => {}
        }
    }
}

fn selector(selector_: &mut Selector) {
    for part in selector_.iter_mut_raw_match_order() {
        match part {
            Component::Root => *part = Component::Class(ROOT_CLASS.into()),
            Component::Where(list)
            | Component::Is(list)
            | Component::Negation(list)
            | Component::Has(list) => {
                list.iter_mut().for_each(selector);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use lightningcss::stylesheet::{ParserOptions, PrinterOptions, StyleSheet};

    use super::*;

    #[test]
    fn the_documents_root_becomes_our_own_root() {
        let table = [
            (":root{--a:1}", ".rc-root{--a:1}"),
            (
                ":root:where(.pf-v6-theme-dark){--a:1}",
                ".rc-root:where(.pf-v6-theme-dark){--a:1}",
            ),
            (
                ":where(:root:not(.pf-v6-theme-glass)) .c{--a:1}",
                ":where(.rc-root:not(.pf-v6-theme-glass)) .c{--a:1}",
            ),
        ];
        for (before, after) in table {
            let mut sheet = StyleSheet::parse(before, ParserOptions::default()).unwrap();
            to_root_class(&mut sheet.rules);
            let options = PrinterOptions {
                minify: true,
                ..PrinterOptions::default()
            };
            assert_eq!(sheet.to_css(options).unwrap().code, after);
        }
    }
}
