//! Several parts of a split program as one module. They were made from one module, so they import the same memory, table
//! and stack, and have the same list of types; only functions have other numbers. Knows nothing of pages.

use anyhow::{Result, bail, ensure};
use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, DataSection, ElementSection, FunctionSection, ImportSection, Module, RawSection, SectionId,
};
use wasmparser::{DataKind, Parser, Payload, TypeRef};

/// Moves the numbers of functions.
struct Moved(u32);

impl Reencode for Moved {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, wasm_encoder::reencode::Error<Self::Error>> {
        // Parts import no functions: they call each other through the table.
        Ok(function + self.0)
    }
}

/// The bytes of functions and data, without names and the list of types.
///
/// # Errors
/// When it is no module.
pub(super) fn size_of_code(module: &[u8]) -> Result<usize> {
    let mut size = 0;
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::CodeSectionStart { range, .. } => size += range.len(),
            Payload::DataSection(data) => size += data.range().len(),
            Payload::ElementSection(elements) => size += elements.range().len(),
            _ => {}
        }
    }
    Ok(size)
}

/// One module that does what these do.
///
/// # Errors
/// When one of them is not as parts of a split program are.
pub(super) fn merge(modules: &[&[u8]]) -> Result<Vec<u8>> {
    let mut types: Option<&[u8]> = None;
    let mut imported: Vec<(&str, &str)> = Vec::new();
    let (mut imports, mut functions) = (ImportSection::new(), FunctionSection::new());
    let (mut elements, mut code, mut data) = (ElementSection::new(), CodeSection::new(), DataSection::new());
    let mut count = 0;
    for module in modules {
        let mut moved = Moved(count);
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(section) => {
                    let own = &module[section.range()];
                    ensure!(
                        types.is_none_or(|types| types == own),
                        "two parts have other types"
                    );
                    types = Some(own);
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        ensure!(
                            !matches!(import.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)),
                            "a part imports a function"
                        );
                        if !imported.contains(&(import.module, import.name)) {
                            imported.push((import.module, import.name));
                            moved.parse_import(&mut imports, import)?;
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    count += section.count();
                    moved.parse_function_section(&mut functions, section)?;
                }
                Payload::ElementSection(section) => moved.parse_element_section(&mut elements, section)?,
                Payload::CodeSectionEntry(body) => moved.parse_function_body(&mut code, body)?,
                Payload::DataSection(section) => {
                    for segment in section {
                        let segment = segment?;
                        ensure!(
                            !matches!(segment.kind, DataKind::Passive),
                            "a part's data is passive"
                        );
                        // Places of segments that other parts have.
                        if !segment.data.is_empty() {
                            moved.parse_data(&mut data, segment)?;
                        }
                    }
                }
                Payload::ExportSection(section) => ensure!(section.count() == 0, "a part exports something"),
                Payload::Version { .. }
                | Payload::CodeSectionStart { .. }
                | Payload::DataCountSection { .. }
                | Payload::CustomSection(_)
                | Payload::End(_) => {}
                other => bail!("a part holds what no part should: {other:?}"),
            }
        }
    }
    let mut merged = Module::new();
    merged.section(&RawSection {
        id: SectionId::Type.into(),
        data: types.unwrap_or_default(),
    });
    merged
        .section(&imports)
        .section(&functions)
        .section(&elements)
        .section(&code)
        .section(&data);
    Ok(merged.finish())
}
