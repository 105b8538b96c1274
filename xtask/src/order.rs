//! The order of a module's functions, for compression: generic code leaves hundreds of functions that are nearly the
//! same, and brotli pays for the distance to what it repeats. Each function is followed by the one most like it.
//! Knows bytes only, not what they do; which function calls which stays as it is.

use std::collections::HashMap;

use anyhow::{Result, ensure};
use wasm_encoder::{NameMap, NameSection, RawSection};
use wasmparser::{Encoding, Parser, Payload, TypeRef};

/// Numbers a function is known by, and bytes that make one of them.
const MARKS: usize = 16;
const PIECE: usize = 6;
/// Marks that more functions share say nothing.
const COMMON: usize = 400;

/// The module with every function named by its place in the order, so that sorting by name brings it there.
///
/// # Errors
/// When it is no module.
pub(crate) fn named_by_place(module: &[u8]) -> Result<Vec<u8>> {
    let mut imported = 0_u32;
    let mut bodies = Vec::new();
    let mut result = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        match &payload {
            Payload::Version { encoding, range, .. } => {
                ensure!(*encoding == Encoding::Module, "it is a component");
                result.extend_from_slice(&module[range.clone()]);
            }
            Payload::ImportSection(imports) => {
                for import in imports.clone().into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(&module[body.range()]),
            _ => {}
        }
        let is_names = matches!(&payload, Payload::CustomSection(custom) if custom.name() == "name");
        if let Some((id, range)) = payload.as_section()
            && !is_names
        {
            use wasm_encoder::Section as _;
            let data = &module[range];
            RawSection { id, data }.append_to(&mut result);
        }
    }
    let mut places = vec![0; bodies.len()];
    for (place, function) in by_likeness(&bodies).into_iter().enumerate() {
        places[function] = place;
    }
    let mut names = NameMap::new();
    for (index, place) in (imported..).zip(places) {
        names.append(index, &format!("{place:08}"));
    }
    let mut section = NameSection::new();
    section.functions(&names);
    {
        use wasm_encoder::Section as _;
        section.append_to(&mut result);
    }
    Ok(result)
}

/// The largest first, then always the one that shares most marks with the one before, the nearest in size among equals.
fn by_likeness(bodies: &[&[u8]]) -> Vec<usize> {
    let marks: Vec<_> = bodies.iter().map(|body| marks(body)).collect();
    let mut sharing: HashMap<(usize, u32), Vec<usize>> = HashMap::new();
    for (function, own) in marks.iter().enumerate() {
        for mark in own.iter().copied().enumerate() {
            sharing.entry(mark).or_default().push(function);
        }
    }
    let mut by_size: Vec<usize> = (0..bodies.len()).collect();
    by_size.sort_by_key(|&function| (std::cmp::Reverse(bodies[function].len()), function));
    let mut by_size = by_size.into_iter();
    let mut placed = vec![false; bodies.len()];
    let mut order: Vec<usize> = Vec::with_capacity(bodies.len());
    while order.len() < bodies.len() {
        let like = order.last().and_then(|&last| {
            let mut shared: HashMap<usize, usize> = HashMap::new();
            for mark in marks[last].iter().copied().enumerate() {
                let Some(functions) = sharing.get_mut(&mark) else {
                    continue;
                };
                functions.retain(|&function| !placed[function]);
                for &function in functions.iter().take(COMMON) {
                    *shared.entry(function).or_default() += 1;
                }
            }
            let distance = |function: usize| bodies[function].len().abs_diff(bodies[last].len());
            shared
                .into_iter()
                .max_by_key(|&(function, count)| {
                    let nearest = std::cmp::Reverse(distance(function));
                    (count, nearest, std::cmp::Reverse(function))
                })
                .map(|(function, _)| function)
        });
        let Some(next) = like.or_else(|| by_size.find(|&function| !placed[function])) else {
            break;
        };
        placed[next] = true;
        order.push(next);
    }
    order
}

/// The smallest of all its pieces' hashes, under several hash functions: two bodies share about as many of these numbers
/// as they share pieces (`MinHash`).
fn marks(body: &[u8]) -> [u32; MARKS] {
    let mut marks = [u32::MAX; MARKS];
    for piece in body.windows(PIECE.min(body.len().max(1))) {
        let mut hash = piece.iter().fold(0_u64, |hash, &byte| {
            hash.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte)
        });
        for mark in &mut marks {
            // The steps of SplitMix64, each giving one more hash.
            hash = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let [_, _, _, _, a, b, c, d] = (mixed ^ (mixed >> 27)).to_be_bytes();
            *mark = (*mark).min(u32::from_be_bytes([a, b, c, d]));
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_follows_like_and_no_function_is_lost() {
        let texts: Vec<String> = (0..40)
            .map(|n| {
                let kind = ["opens the door, ", "counts the sheep, ", "paints the wall, "][n % 3];
                format!("{} and ends with {n}", kind.repeat(20 + n))
            })
            .collect();
        let bodies: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
        let order = by_likeness(&bodies);
        let mut all = order.clone();
        all.sort_unstable();
        assert_eq!(all, (0..40).collect::<Vec<_>>());
        let changes = order.windows(2).filter(|pair| pair[0] % 3 != pair[1] % 3).count();
        assert_eq!(changes, 2, "{order:?}");
    }

    #[test]
    fn functions_are_named_by_their_place_and_nothing_else_changes() {
        let mut module = walrus::Module::default();
        for number in 0..3 {
            let mut body = walrus::FunctionBuilder::new(&mut module.types, &[], &[]);
            body.func_body().i32_const(number).drop();
            let function = body.finish(Vec::new(), &mut module.funcs);
            module.funcs.get_mut(function).name = Some("old".to_owned());
            module.exports.add(&format!("f{number}"), function);
        }
        let before = module.emit_wasm();
        let after = named_by_place(&before).unwrap();
        let module = walrus::Module::from_buffer(&after).unwrap();
        let mut names: Vec<&str> = module.funcs.iter().filter_map(|f| f.name.as_deref()).collect();
        names.sort_unstable();
        assert_eq!(names, ["00000000", "00000001", "00000002"]);
        assert_eq!(module.exports.iter().count(), 3);
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert!(named_by_place(b"<html>").is_err());
    }
}
