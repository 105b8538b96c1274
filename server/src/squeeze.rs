//! Pages are sent compressed. Nothing else is: built files are compressed by the build, and answers of server functions,
//! events and proxied bytes may hold what a caller asked for beside what nobody else may see, whose length would tell
//! (BREACH). The one secret in a page is the form's token, and that is masked anew in each.

use crate::assets::accepts;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::io::{self, Write as _};

/// Smaller pages gain nothing.
const WORTH_IT: usize = 1024;
/// Where brotli gives most of what it can within a few milliseconds a page.
const QUALITY: i32 = 5;
/// The window, 2^17 bytes: a page fits, and the encoder's memory stays small.
const WINDOW: i32 = 17;

/// A coding the caller takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Brotli,
    Gzip,
}

impl Coding {
    fn best(asked: &HeaderMap) -> Option<Self> {
        let known = [Self::Brotli, Self::Gzip].into_iter();
        known.into_iter().find(|coding| accepts(asked, coding.name()))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    fn pack(self, plain: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Brotli => {
                let parameters = brotli::enc::BrotliEncoderParams {
                    quality: QUALITY,
                    lgwin: WINDOW,
                    size_hint: plain.len(),
                    ..Default::default()
                };
                let mut packed = Vec::new();
                brotli::BrotliCompress(&mut &plain[..], &mut packed, &parameters)?;
                Ok(packed)
            }
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
                encoder.write_all(plain)?;
                encoder.finish()
            }
        }
    }
}

/// The middleware around the handlers: a page leaves in the best coding its reader takes.
pub(crate) async fn pages(request: Request, next: Next) -> Response {
    let coding = Coding::best(request.headers());
    let mut response = next.run(request).await;
    if !is_page(response.headers()) {
        return response;
    }
    let vary = HeaderValue::from_static("accept-encoding");
    response.headers_mut().append(header::VARY, vary);
    match coding {
        Some(coding) => packed(response, coding).await,
        None => response,
    }
}

fn is_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    !headers.contains_key(header::CONTENT_ENCODING)
        && kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

async fn packed(response: Response, coding: Coding) -> Response {
    let (mut parts, body) = response.into_parts();
    // Pages are rendered whole before their first byte leaves, so that this holds nothing up.
    let Ok(plain) = to_bytes(body, usize::MAX).await else {
        parts.status = StatusCode::INTERNAL_SERVER_ERROR;
        return Response::from_parts(parts, Body::empty());
    };
    if plain.len() < WORTH_IT {
        return Response::from_parts(parts, Body::from(plain));
    }
    let Ok(packed) = coding.pack(&plain) else {
        return Response::from_parts(parts, Body::from(plain));
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    let name = HeaderValue::from_static(coding.name());
    parts.headers.insert(header::CONTENT_ENCODING, name);
    Response::from_parts(parts, Body::from(packed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn what_is_packed_is_smaller_and_comes_out_as_it_went_in() {
        let plain = "<li class=\"pf-v6-c-list__item\">One of many</li>".repeat(400);
        for coding in [Coding::Brotli, Coding::Gzip] {
            let packed = coding.pack(plain.as_bytes()).unwrap();
            assert!(packed.len() * 20 < plain.len(), "{coding:?}: {}", packed.len());
            let mut out = Vec::new();
            match coding {
                Coding::Brotli => {
                    brotli::BrotliDecompress(&mut &packed[..], &mut out).unwrap();
                }
                Coding::Gzip => {
                    flate2::read::GzDecoder::new(&packed[..])
                        .read_to_end(&mut out)
                        .unwrap();
                }
            }
            assert_eq!(out, plain.as_bytes());
        }
    }

    #[test]
    fn the_best_coding_is_one_the_reader_takes() {
        for (accepted, best) in [
            ("gzip, deflate, br, zstd", Some(Coding::Brotli)),
            ("gzip, deflate", Some(Coding::Gzip)),
            ("br;q=0, gzip", Some(Coding::Gzip)),
            ("identity", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            assert_eq!(Coding::best(&headers), best, "{accepted}");
        }
    }
}
