use std::str;

use crate::Fault;
use crate::fault::Located;

/// The mark that some editors put before a text.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Returns the bytes without the mark of UTF-8 before them.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(MARK).unwrap_or(bytes)
}

/// Returns the text that the bytes are; or the lines before the first that is none, and its fault.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, (&str, Located)> {
    str::from_utf8(bytes).map_err(|error| {
        let valid = &bytes[..error.valid_up_to()];
        let line_start = memchr::memrchr(b'\n', valid).map_or(0, |newline| newline + 1);
        let line = 1 + memchr::memchr_iter(b'\n', valid).count() as u64;
        let fault = match error.error_len() {
            Some(_) => Fault::NotUtf8 {
                column: (valid.len() - line_start) as u64 + 1,
            },
            None => Fault::CutOff {
                inside: "a character",
            },
        };
        let lines = str::from_utf8(&valid[..line_start]).unwrap_or_default();
        (lines, Located { line, fault })
    })
}
