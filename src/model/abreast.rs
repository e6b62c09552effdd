//! Draws of many people side by side: as many blocks of Philox4x32-10 in one step as the processor has
//! room for. `pulp` finds out which instructions there are when the program runs; where it knows none, it is
//! one block after another. Whole numbers only, so the words are the same everywhere.

use pulp::{Simd, WithSimd};

use crate::model::random::WORDS;

/// Blocks that are made in one go for many people.
pub(crate) const BATCH: usize = 256;

/// Blocks of the widest step there is: a batch is a whole number of such steps.
const WIDEST: usize = 16;

/// The words of so many blocks: the first word of each, then the second of each, and so on.
pub(crate) type Words<const BLOCKS: usize> = [[u32; BLOCKS]; WORDS];

/// Rounds of the generator.
const ROUNDS: usize = 10;

/// What two of the words are multiplied with in each round.
const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];

/// What the key rises by after each round.
const STEPS: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// One of the blocks.
#[inline]
pub(crate) fn block<const BLOCKS: usize>(words: &Words<BLOCKS>, at: usize) -> [u32; WORDS] {
    [words[0][at], words[1][at], words[2][at], words[3][at]]
}

/// Writes the blocks of these counters: the first and second word of each, and the others of all.
#[inline]
pub(crate) fn fill<const BLOCKS: usize>(
    key: [u32; 2],
    [firsts, seconds]: [&[u32; BLOCKS]; 2],
    rest: [u32; WORDS - 2],
    words: &mut Words<BLOCKS>,
) {
    pulp::Arch::new().dispatch(Blocks { key, firsts, seconds, rest, words });
}

struct Blocks<'a, const BLOCKS: usize> {
    key: [u32; 2],
    firsts: &'a [u32; BLOCKS],
    seconds: &'a [u32; BLOCKS],
    rest: [u32; WORDS - 2],
    words: &'a mut Words<BLOCKS>,
}

impl<const BLOCKS: usize> WithSimd for Blocks<'_, BLOCKS> {
    type Output = ();

    #[expect(
        clippy::inline_always,
        reason = "only inside the dispatch are there wider instructions"
    )]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        const { assert!(BLOCKS.is_multiple_of(WIDEST), "some blocks would be left over") };
        let keys: [[S::u32s; 2]; ROUNDS] = std::array::from_fn(|round| {
            let risen = |k: usize| self.key[k].wrapping_add(STEPS[k].wrapping_mul(round as u32));
            [simd.splat_u32s(risen(0)), simd.splat_u32s(risen(1))]
        });
        let multipliers = MULTIPLIERS.map(|multiplier| simd.splat_u32s(multiplier));
        let rest = self.rest.map(|word| simd.splat_u32s(word));
        let counters = S::as_simd_u32s(self.firsts).0.iter().zip(S::as_simd_u32s(self.seconds).0);
        let [a, b, c, d] = self.words.each_mut().map(|words| S::as_mut_simd_u32s(words).0);
        for ((((a, b), c), d), (first, second)) in a.iter_mut().zip(b).zip(c).zip(d).zip(counters) {
            let mut block = [*first, *second, rest[0], rest[1]];
            for key in &keys {
                let (low0, high0) = simd.widening_mul_u32s(block[0], multipliers[0]);
                let (low1, high1) = simd.widening_mul_u32s(block[2], multipliers[1]);
                let mixed = |high, word, key| simd.xor_u32s(simd.xor_u32s(high, word), key);
                let [even, odd] = [mixed(high1, block[1], key[0]), mixed(high0, block[3], key[1])];
                block = [even, low1, odd, low0];
            }
            [*a, *b, *c, *d] = block;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_philox::philox4x32_10;

    /// All ways of going side by side that this machine has, and one by one.
    fn all_ways(
        key: [u32; 2],
        [firsts, seconds]: [&[u32; BATCH]; 2],
        rest: [u32; WORDS - 2],
    ) -> Vec<Box<Words<BATCH>>> {
        let one = |fill: &dyn Fn(Blocks<BATCH>)| {
            let mut words = Box::new([[0; BATCH]; WORDS]);
            fill(Blocks { key, firsts, seconds, rest, words: &mut words });
            words
        };
        let mut ways = vec![
            one(&|blocks| pulp::Arch::new().dispatch(blocks)),
            one(&|blocks| Simd::vectorize(pulp::Scalar::new(), blocks)),
        ];
        #[cfg(target_arch = "x86_64")]
        {
            use pulp::x86::{V2, V3, V4};
            ways.extend(V2::try_new().map(|simd| one(&|blocks| Simd::vectorize(simd, blocks))));
            ways.extend(V3::try_new().map(|simd| one(&|blocks| Simd::vectorize(simd, blocks))));
            ways.extend(V4::try_new().map(|simd| one(&|blocks| Simd::vectorize(simd, blocks))));
        }
        ways
    }

    #[test]
    fn side_by_side_and_one_by_one_the_words_are_the_same() {
        for first in [0, 1, 7, u32::MAX - 255, u32::MAX - 3, 0x8000_0000] {
            let firsts: [u32; BATCH] =
                std::array::from_fn(|at| first.wrapping_add((at * at) as u32));
            let seconds = firsts.map(|word| word.rotate_left(7) ^ 0x5555);
            let (key, rest) = ([first, !first], [first.rotate_left(9), 77]);
            for words in all_ways(key, [&firsts, &seconds], rest) {
                for (at, (&first, second)) in firsts.iter().zip(seconds).enumerate() {
                    let wanted = philox4x32_10([first, second, rest[0], rest[1]], key);
                    assert_eq!(block(&words, at), wanted, "{first}, {second} and {rest:?}");
                }
            }
        }
    }
}
