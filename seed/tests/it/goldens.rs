//! Streams that no platform and no release may change.
//!
//! The numbers come from a second implementation, written from Bernstein's and Lemire's
//! descriptions; it gives the published `ChaCha20` vector of the zero key too.

use lockstep_seed::Seed;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

fn words(seed: u64, skipped: usize, count: usize) -> Vec<u32> {
    let mut stream = Seed::from(seed).stream();
    let all = std::iter::repeat_with(|| stream.word());
    all.skip(skipped).take(count).collect()
}

fn below(bound: u64) -> Vec<u64> {
    let mut stream = Seed::from(42).stream();
    (0..6).map(|_| stream.below(bound)).collect()
}

#[test]
fn the_words_of_a_seed_never_change() {
    let first = |seed| words(seed, 0, 4);
    assert_eq!(
        first(0),
        [0xa8b4_56bf, 0x2be1_8289, 0x2351_ebe1, 0x8889_d209]
    );
    assert_eq!(
        first(1),
        [0xee43_25cf, 0x2765_b2cc, 0x3502_1785, 0xb727_3261]
    );
    assert_eq!(
        first(42),
        [0x36d0_319b, 0xe5eb_4a27, 0x0013_150a, 0xd577_a0d3]
    );
    assert_eq!(
        first(u64::MAX),
        [0xafe7_629e, 0x74c2_c8c4, 0xae68_ee8b, 0xfd0e_3351]
    );
}

#[test]
fn the_words_around_the_end_of_a_block_never_change() {
    assert_eq!(
        words(42, 62, 4),
        [0x60b5_fab2, 0x1c26_8a48, 0x3180_a51d, 0x3ac9_10a8]
    );
    assert_eq!(
        words(42, 126, 4),
        [0x6068_d788, 0x1917_d6cc, 0x9d64_d152, 0x4720_ba56]
    );
}

#[test]
fn the_words_are_chacha8_under_the_documented_key() {
    let mut key = *b"........lockstep seed: a stream.";
    key[..8].copy_from_slice(&42_u64.to_le_bytes());
    let mut chacha = ChaCha8Rng::from_seed(key);
    let expected: Vec<u32> = (0..1000).map(|_| chacha.next_u32()).collect();
    assert_eq!(words(42, 0, 1000), expected);
}

#[test]
fn the_choices_of_a_seed_never_change() {
    assert_eq!(below(6), [1, 5, 0, 5, 2, 3]);
    assert_eq!(below(1000), [214, 898, 0, 833, 395, 538]);
    let refusing_a_third_of_the_words = [
        642_342_854,
        2_694_364_455,
        2_501_569_895,
        1_485_241_548,
        129_870_576,
        2_153_725_082,
    ];
    assert_eq!(below(3_000_000_000), refusing_a_third_of_the_words);
    let whole_words = [
        919_613_851,
        3_857_402_407,
        1_250_570,
        3_581_386_963,
        1_698_989_674,
        2_310_843_916,
    ];
    assert_eq!(below(1 << 32), whole_words);
}

#[test]
fn the_choices_from_two_words_never_change() {
    let just_beyond_one_word = [
        3_857_402_408,
        3_581_386_963,
        2_310_843_916,
        185_929_960,
        3_083_392_933,
        134_508_808,
    ];
    assert_eq!(below((1 << 32) + 1), just_beyond_one_word);
    let refusing_half_of_the_words = [
        7_690_969_940_203_506_309,
        4_962_499_523_539_780_405,
        6_621_535_903_918_145_968,
        9_057_578_181_852_024_593,
        4_510_095_751_667_846_534,
        2_317_022_242_685_514_135,
    ];
    assert_eq!(below((1 << 63) + 1), refusing_half_of_the_words);
}

#[test]
fn the_children_of_a_seed_never_change() {
    let child = |seed: u64, worker| Seed::from(seed).derive(worker).number();
    assert_eq!(child(0, 0), 12_427_257_444_641_811_907);
    assert_eq!(child(0, 1), 15_919_534_813_845_944_325);
    assert_eq!(child(1, 0), 12_177_749_928_852_611_510);
    assert_eq!(child(42, u64::MAX), 8_949_914_458_807_893_157);
    let grandchild = Seed::from(42).derive(1).derive(1);
    assert_eq!(grandchild.number(), 6_204_472_402_955_475_829);
}
