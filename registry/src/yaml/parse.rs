//! From text to tree.

use super::tree::{Content, Key, Node, Spot};
use super::{DEEPEST, MOST_BYTES, YamlFault, scalar};
use granit_parser::{ErrorKind, Event, Marker, Parser, ScalarStyle, ScanError, Span, StructureStyle};
use serde_json::Value;
use std::collections::BTreeSet;

/// Reads a text; an empty one is a null.
pub(crate) fn parse(text: &str) -> Result<Node, (Spot, YamlFault)> {
    if text.len() > MOST_BYTES {
        return Err((Spot { line: 1, column: 1 }, YamlFault::TooBig));
    }
    let mut reader = Reader {
        events: Parser::new_from_str(text),
        last: Spot { line: 1, column: 1 },
    };
    let mut root = None;
    loop {
        match reader.next()? {
            Some((Event::DocumentStart(..), span)) if root.is_some() => {
                return Err((spot(span.start), YamlFault::SecondDocument));
            }
            Some((Event::StreamEnd, _)) | None => break,
            Some((
                event @ (Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..)),
                span,
            )) => {
                root = Some(reader.node(event, span, 0)?);
            }
            Some((Event::Alias(_), span)) => return Err((spot(span.start), YamlFault::Anchor)),
            Some(_) => {}
        }
    }
    Ok(root.unwrap_or(Node {
        content: Content::Scalar {
            value: Value::Null,
            block: false,
        },
        range: text.len()..text.len(),
        spot: Spot { line: 1, column: 1 },
        flow: false,
    }))
}

fn spot(mark: Marker) -> Spot {
    Spot {
        line: mark.line().max(1),
        column: mark.col() + 1,
    }
}

/// The parser gives byte offsets for every text held in memory.
fn at(mark: Marker) -> usize {
    mark.byte_offset().unwrap_or_default()
}

type Fault = (Spot, YamlFault);

struct Reader<'a> {
    events: Parser<'a, granit_parser::StrInput<'a>>,
    last: Spot,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<Option<(Event<'a>, Span)>, Fault> {
        match self.events.next() {
            None => Ok(None),
            Some(Ok((event, span))) => {
                self.last = spot(span.start);
                Ok(Some((event, span)))
            }
            Some(Err(error)) => Err(fault(&error)),
        }
    }

    /// The next event; the end of the text is a syntax error where more must come.
    fn expect(&mut self) -> Result<(Event<'a>, Span), Fault> {
        let last = self.last;
        self.next()?.ok_or((last, YamlFault::Syntax))
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, Fault> {
        let here = spot(span.start);
        if depth > DEEPEST {
            return Err((here, YamlFault::TooDeep));
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                plain_node(anchor, tag.is_some(), here)?;
                let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                let value = match style {
                    ScalarStyle::Plain => scalar::plain(&text).ok_or((here, YamlFault::Number))?,
                    _ => Value::from(text.into_owned()),
                };
                Ok(Node {
                    content: Content::Scalar { value, block },
                    range: at(span.start)..at(span.end).max(at(span.start)),
                    spot: here,
                    flow: false,
                })
            }
            Event::SequenceStart(style, anchor, tag) => {
                plain_node(anchor, tag.is_some(), here)?;
                let (items, end) = self.items(depth)?;
                let last = items.last().map(|node| node.range.end);
                Ok(collection(Content::List(items), style, span, end, last))
            }
            Event::MappingStart(style, anchor, tag) => {
                plain_node(anchor, tag.is_some(), here)?;
                let (entries, end) = self.entries(depth)?;
                let last = entries
                    .last()
                    .map(|(key, node)| node.range.end.max(key.range.end));
                Ok(collection(Content::Map(entries), style, span, end, last))
            }
            Event::Alias(_) => Err((here, YamlFault::Anchor)),
            _ => Err((here, YamlFault::Syntax)),
        }
    }

    fn items(&mut self, depth: usize) -> Result<(Vec<Node>, Span), Fault> {
        let mut items = Vec::new();
        loop {
            match self.expect()? {
                (Event::SequenceEnd, span) => return Ok((items, span)),
                (event, span) if event.is_node() => items.push(self.node(event, span, depth + 1)?),
                _ => {}
            }
        }
    }

    fn entries(&mut self, depth: usize) -> Result<(Vec<(Key, Node)>, Span), Fault> {
        let mut entries = Vec::new();
        let mut seen = BTreeSet::new();
        loop {
            let (event, span) = self.expect()?;
            if matches!(event, Event::MappingEnd) {
                return Ok((entries, span));
            }
            if !event.is_node() {
                continue;
            }
            let key = self.key(event, span)?;
            if !seen.insert(key.name.clone()) {
                return Err((key.spot, YamlFault::Duplicate { key: key.name }));
            }
            let (event, span) = loop {
                let (event, span) = self.expect()?;
                if event.is_node() {
                    break (event, span);
                }
            };
            let node = self.node(event, span, depth + 1)?;
            entries.push((key, node));
        }
    }

    fn key(&mut self, event: Event<'a>, span: Span) -> Result<Key, Fault> {
        let spot = spot(span.start);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                plain_node(anchor, tag.is_some(), spot)?;
                let is_text =
                    style != ScalarStyle::Plain || matches!(scalar::plain(&text), Some(Value::String(_)));
                if !is_text {
                    return Err((spot, YamlFault::Key));
                }
                Ok(Key {
                    name: text.into_owned(),
                    range: at(span.start)..at(span.end),
                    spot,
                })
            }
            Event::Alias(_) => Err((spot, YamlFault::Anchor)),
            _ => Err((spot, YamlFault::Key)),
        }
    }
}

fn plain_node(anchor: usize, tagged: bool, here: Spot) -> Result<(), Fault> {
    match (anchor, tagged) {
        (0, false) => Ok(()),
        (0, true) => Err((here, YamlFault::Tag)),
        _ => Err((here, YamlFault::Anchor)),
    }
}

/// A collection ends with its bracket, or with the last thing in it: what the parser calls the end of a block lies behind
/// the comments that follow.
fn collection(content: Content, style: StructureStyle, start: Span, end: Span, last: Option<usize>) -> Node {
    let flow = style == StructureStyle::Flow;
    let from = at(start.start);
    let to = if flow { at(end.end) } else { last.unwrap_or(from) };
    Node {
        content,
        range: from..to.max(from),
        spot: spot(start.start),
        flow,
    }
}

/// The parser's own words may repeat the text, which may hold a secret, so only the kind and the place pass.
fn fault(error: &ScanError) -> Fault {
    let kind = match error.kind() {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInIndentation => YamlFault::Tab,
        ErrorKind::UnknownAnchor => YamlFault::Anchor,
        _ => YamlFault::Syntax,
    };
    (spot(*error.marker()), kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn everything_knows_its_place_whatever_letters_stand_before_it() {
        let text = "# größer\nspec:\n  a: \"ü\" # ö\n  b:\n  - x\n  - c: {d: 1}\n";
        let root = parse(text).unwrap();
        assert_eq!(
            root.value(),
            json!({"spec": {"a": "ü", "b": ["x", {"c": {"d": 1}}]}})
        );
        for (path, line, column) in [
            ("spec", 2, 1),
            ("spec.a", 3, 3),
            ("spec.b[0]", 5, 5),
            ("spec.b[1].c", 6, 5),
            ("spec.b[1].c.d", 6, 9),
            ("spec.b[7]", 4, 3),
            ("spec.nothing.there", 2, 1),
        ] {
            assert_eq!(root.spot_of(path), Spot { line, column }, "{path}");
        }
        let (key, node) = root.entry("spec").and_then(|(_, spec)| spec.entry("a")).unwrap();
        assert_eq!(
            (&text[key.range.clone()], &text[node.range.clone()]),
            ("a", "\"ü\"")
        );
    }

    #[test]
    fn what_can_be_written_is_read_as_it_was() {
        for value in [
            json!({"a": "x: y", "b": ["- 1", "# no", ""], "c": {"d": {}, "e": []}, "f": null, "g": -1.5}),
            json!([[1, 2], {"a": [[]]}, "yes", "0x1F", "~"]),
            json!("two\nlines \"quoted\" 'so'"),
        ] {
            let text = crate::plan::yaml_text(&value);
            assert_eq!(parse(&text).unwrap().value(), value, "{text}");
        }
    }
}
