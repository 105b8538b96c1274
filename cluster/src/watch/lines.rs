//! The lines of a response body. A line that never ended is dropped with the connection it came on.

use crate::channel::Answer;
use bytes::{Buf, BytesMut};
use http_body_util::BodyExt;

/// What comes next in a stream of lines.
pub(super) enum Line {
    Whole(BytesMut),
    /// The server closed the stream properly.
    End,
    /// The connection broke.
    Broken,
    /// A line longer than allowed.
    TooLong,
}

pub(super) struct Lines {
    body: Answer,
    buffer: BytesMut,
    /// How much of the buffer is known to hold no line end.
    searched: usize,
    longest: usize,
}

impl Lines {
    pub(super) fn new(body: Answer, longest: usize) -> Self {
        Self {
            body,
            buffer: BytesMut::new(),
            searched: 0,
            longest,
        }
    }

    /// The next line. Nothing is lost when the future is dropped before it is ready.
    pub(super) async fn next(&mut self) -> Line {
        loop {
            let fresh = &self.buffer[self.searched..];
            if let Some(at) = fresh.iter().position(|byte| *byte == b'\n') {
                let line = self.buffer.split_to(self.searched + at);
                self.buffer.advance(1);
                self.searched = 0;
                if line.is_empty() {
                    continue;
                }
                return Line::Whole(line);
            }
            self.searched = self.buffer.len();
            if self.buffer.len() > self.longest {
                return Line::TooLong;
            }
            match self.body.frame().await {
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        self.buffer.extend_from_slice(&data);
                    }
                }
                Some(Err(_)) => return Line::Broken,
                None if self.buffer.is_empty() => return Line::End,
                None => return Line::Broken,
            }
        }
    }
}
