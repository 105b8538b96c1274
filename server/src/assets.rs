//! The built files, read into memory once: a request names one of them exactly or gets none. No path is ever joined
//! while serving, so there is nothing to climb out of.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};

/// The build's list of files: plain names to paths below the site's folder.
const LIST: &str = "assets.json";
/// How the list begins that names the parts of the program a page needs: `parts/<page>/<part>`.
const PARTS: &str = "parts/";
/// What the glue imports by relative path; not in the list, because its names already carry a hash.
const SNIPPETS: &str = "pkg/snippets";
/// Files below it have names that change with their content.
const HASHED: &str = "pkg/";

/// Why the built files cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// A file cannot be read.
    #[error("{path} cannot be read ({cause}). Build the pages first: cargo xtask build.", path = path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the operating system said.
        cause: io::ErrorKind,
    },
    /// The list is no list.
    #[error("{LIST} in the site's folder is no list of files.")]
    Malformed,
    /// The list lacks a file every page needs.
    #[error("{LIST} in the site's folder does not name {0}.")]
    Incomplete(&'static str),
}

struct File {
    content_type: HeaderValue,
    cache: HeaderValue,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// Every built file, by the path it is asked for with.
pub struct Site {
    files: HashMap<String, File>,
    pages: app::Assets,
}

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Site({} files)", self.files.len())
    }
}

impl Site {
    /// Reads the site's folder as `cargo xtask build` leaves it.
    ///
    /// # Errors
    /// When a file of the list is missing, or the list itself.
    pub fn load(folder: &Path) -> Result<Self, SiteError> {
        let read = |path: &str| std::fs::read(folder.join(path));
        let unreadable = |path: &str, cause: &io::Error| SiteError::Unreadable {
            path: folder.join(path),
            cause: cause.kind(),
        };
        let list = read(LIST).map_err(|cause| unreadable(LIST, &cause))?;
        let list: BTreeMap<String, String> =
            serde_json::from_slice(&list).map_err(|_| SiteError::Malformed)?;
        let mut paths: Vec<String> = list.values().cloned().collect();
        snippets(&folder.join(SNIPPETS), SNIPPETS, &mut paths)
            .map_err(|cause| unreadable(SNIPPETS, &cause))?;
        let mut files = BTreeMap::new();
        for path in paths {
            for suffix in ["", ".br", ".gz"] {
                let name = format!("{path}{suffix}");
                match read(&name) {
                    Ok(content) => drop(files.insert(name, content)),
                    Err(_) if !suffix.is_empty() => {}
                    Err(cause) => return Err(unreadable(&name, &cause)),
                }
            }
        }
        Self::new(&list, files)
    }

    /// A site from its list and its files by path; `.br` and `.gz` beside a file are its compressed forms.
    ///
    /// # Errors
    /// When the list lacks a file every page needs.
    pub fn new(list: &BTreeMap<String, String>, files: BTreeMap<String, Vec<u8>>) -> Result<Self, SiteError> {
        let named = |name: &'static str| {
            list.get(name)
                .map(|path| format!("/{path}"))
                .ok_or(SiteError::Incomplete(name))
        };
        let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, path) in list {
            if let Some((page, _)) = name.strip_prefix(PARTS).and_then(|name| name.split_once('/')) {
                parts.entry(page.to_owned()).or_default().push(format!("/{path}"));
            }
        }
        let pages = app::Assets {
            parts,
            script: named("registry-console.js")?,
            wasm: named("registry-console.wasm")?,
            style: named("registry-console.css")?,
            page_style: named("page.css")?,
            plugin_entry: named("plugin-entry.js")?,
        };
        let files: BTreeMap<String, Bytes> = files.into_iter().map(|(path, b)| (path, b.into())).collect();
        let form = |path: &str, suffix: &str| files.get(&format!("{path}{suffix}")).cloned();
        let served = files.iter().filter(|(path, _)| !is_compressed(path, &files));
        let served = served.map(|(path, plain)| {
            let file = File {
                content_type: HeaderValue::from_static(content_type(path)),
                cache: HeaderValue::from_static(if path.starts_with(HASHED) {
                    "public, max-age=31536000, immutable"
                } else {
                    "public, max-age=3600"
                }),
                plain: plain.clone(),
                brotli: form(path, ".br"),
                gzip: form(path, ".gz"),
            };
            (format!("/{path}"), file)
        });
        Ok(Self {
            files: served.collect(),
            pages,
        })
    }

    /// What every page refers to.
    pub fn pages(&self) -> &app::Assets {
        &self.pages
    }

    /// Whether this path, as it stands in the request, is a file.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The file of this name, in the best form the asker takes.
    pub(crate) fn answer(&self, path: &str, asked: &HeaderMap) -> Option<Response> {
        let file = self.files.get(path)?;
        let forms = [("br", &file.brotli), ("gzip", &file.gzip)];
        let packed = forms.into_iter().find_map(|(coding, form)| {
            form.as_ref()
                .filter(|_| accepts(asked, coding))
                .map(|b| (coding, b))
        });
        let mut response = Response::new(Body::from(packed.map_or(&file.plain, |(_, b)| b).clone()));
        *response.status_mut() = StatusCode::OK;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, file.content_type.clone());
        headers.insert(header::CACHE_CONTROL, file.cache.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some((coding, _)) = packed {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        Some(response)
    }
}

fn is_compressed(path: &str, files: &BTreeMap<String, Bytes>) -> bool {
    [".br", ".gz"].iter().any(|suffix| {
        path.strip_suffix(suffix)
            .is_some_and(|plain| files.contains_key(plain))
    })
}

fn snippets(folder: &Path, below: &str, paths: &mut Vec<String>) -> io::Result<()> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = format!("{below}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            snippets(&entry.path(), &name, paths)?;
        } else if !name.ends_with(".br") && !name.ends_with(".gz") {
            paths.push(name);
        }
    }
    Ok(())
}

/// Whether `Accept-Encoding` names the coding and does not weigh it with zero.
pub(crate) fn accepts(asked: &HeaderMap, coding: &str) -> bool {
    let entries = asked.get_all(header::ACCEPT_ENCODING).into_iter();
    entries
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
            let weight = parts
                .find_map(|part| part.strip_prefix("q="))
                .and_then(|q| q.parse::<f32>().ok());
            named && weight != Some(0.0)
        })
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_is_used_only_when_it_is_asked_for() {
        let table = [
            ("br, gzip", "br", true),
            ("gzip;q=1.0, br;q=0", "br", false),
            ("GZIP", "gzip", true),
            ("identity", "br", false),
            ("brotli", "br", false),
            ("", "gzip", false),
        ];
        for (asked, coding, expected) in table {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(asked));
            assert_eq!(accepts(&headers, coding), expected, "{asked:?} {coding}");
        }
        assert!(!accepts(&HeaderMap::new(), "br"));
    }

    #[test]
    fn a_list_without_a_file_every_page_needs_is_refused() {
        let list = BTreeMap::from([("page.css".to_owned(), "pkg/page.0.css".to_owned())]);
        assert!(matches!(
            Site::new(&list, BTreeMap::new()),
            Err(SiteError::Incomplete("registry-console.js"))
        ));
    }
}
