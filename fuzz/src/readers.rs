//! What holds for every input of the readers: no panic, and what is written comes back equal.

use lockstep_history::{AfterInfo, Format, ReadOptions, Recording};

/// Reads the bytes in this format, or the one that they show, under both rules for processes that
/// act after `info`; what can be read must come back equal from every format that can express it.
pub fn read(bytes: &[u8], format: Option<Format>) {
    for after_info in [AfterInfo::Refuse, AfterInfo::NewProcess] {
        let options = ReadOptions {
            after_info,
            ..ReadOptions::default()
        };
        if let Ok(recording) = Recording::from_bytes(bytes, "fuzz", format, options) {
            assert_comes_back(&recording);
        }
    }
}

/// Makes the checksums of a binary file those of what stands there, so that other checks are reached.
pub fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut file = bytes.to_vec();
    if file.len() < 256 {
        return file;
    }
    let mut at = 256;
    for shape in (24..232).step_by(16) {
        let width = u64::from(u32_at(&file, shape));
        let entries = u64::from(u32_at(&file, shape + 8));
        let end = usize::try_from(width * entries).map_or(file.len(), |bytes| at + bytes);
        let end = end.min(file.len());
        let checksum = crc32fast::hash(&file[at..end]);
        file[shape + 4..shape + 8].copy_from_slice(&checksum.to_le_bytes());
        at = end.next_multiple_of(64).min(file.len());
    }
    let checksum = crc32fast::hash(&file[..232]);
    file[232..236].copy_from_slice(&checksum.to_le_bytes());
    file
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes[at..]
        .first_chunk()
        .copied()
        .map_or(0, u32::from_le_bytes)
}

/// Asserts that the recording is read again from whatever it is written to without loss.
pub fn assert_comes_back(recording: &Recording) {
    let mut binary = Vec::new();
    recording
        .write_binary(&mut binary)
        .expect("memory takes all");
    assert_is(recording, &binary, Format::Binary);
    let mut edn = Vec::new();
    recording.write_edn(&mut edn).expect("memory takes all");
    assert_is(recording, &edn, Format::Edn);
    let mut json = Vec::new();
    let losses = recording.write_json(&mut json).expect("memory takes all");
    if losses.is_empty() {
        assert_is(recording, &json, Format::Json);
    }
    let mut lines = Vec::new();
    let losses = recording
        .write_json_lines(&mut lines)
        .expect("memory takes all");
    if losses.is_empty() && !recording.is_empty() {
        assert_is(recording, &lines, Format::JsonLines);
    }
}

/// Asserts that the bytes hold the recording, whether their format is named or detected.
fn assert_is(recording: &Recording, bytes: &[u8], format: Format) {
    for format in [Some(format), None] {
        let options = ReadOptions::default();
        match Recording::from_bytes(bytes, "again", format, options) {
            Ok(again) => assert!(again == *recording, "{}", String::from_utf8_lossy(bytes)),
            Err(error) => panic!("{error} in {}", String::from_utf8_lossy(bytes)),
        }
    }
}
