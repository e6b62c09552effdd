//! Draws with an address. A draw is a pure function of the seed and replicate (the key) and of
//! who draws, when, and for what (the counter): nothing is passed around, nobody's draws move
//! when somebody or something is added, and two arms of a comparison share every draw.
//!
//! Generator: Philox4x32-10 (Salmon et al. 2011): one block from `rand_philox`, pinned exactly; many side by
//! side from `abreast`, which is held to it.
//! Counter words: entity; week, purpose and occasion; neighbourhood; other party.

pub(crate) use rand_philox::u32_to_unit_f64;
use std::convert::Infallible;

use rand::TryRng;
use rand_philox::philox4x32_10;

use crate::model::abreast::{self, BATCH, Words, block};

/// What a draw decides. Append only: a new purpose goes at the end, or results change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Purpose {
    /// The four clocks of a person and week.
    Clocks,
    /// Synthesis of people.
    MakePerson,
    /// Synthesis of a neighbourhood and its practices.
    MakeNeighbourhood,
    /// Synthesis of GPs.
    MakeGp,
    /// Synthesis and hiring of link workers.
    MakeLinkWorker,
    /// Synthesis and founding of organisations.
    MakeOrganisation,
    /// Which need starts or ends.
    NeedEvent,
    /// Whether a need that starts is severe or hidden.
    NeedKind,
    /// Who in the practice is asked, and what for.
    Request,
    /// Which requests are met when capacity binds.
    RequestLottery,
    /// What becomes of a request that was not met.
    Unmet,
    /// Use of urgent care and of hospital.
    Urgent,
    /// Whether a need is recognised.
    Recognise,
    /// Whether the scheme is offered, and how.
    Offer,
    /// Whether an offer is accepted.
    Accept,
    /// Whether a professional signposts, and whether that helps.
    Signpost,
    /// What becomes of an accepted referral before a link worker sees it.
    Route,
    /// Self-referral.
    SelfRefer,
    /// Whether somebody is lost while waiting.
    Wait,
    /// Outreach after referral.
    Outreach,
    /// Order of the queue where priorities tie.
    Triage,
    /// First call: reached, and willing.
    FirstCall,
    /// Whether an appointment is kept.
    Attend,
    /// What happens in a session.
    Session,
    /// Disclosure of a hidden need.
    Disclose,
    /// Which organisation is proposed.
    Match,
    /// Whether a proposed organisation is taken up.
    TakeUp,
    /// Whether a participant comes this week, stays or leaves.
    Participate,
    /// Whether a need ends through participation.
    Resolve,
    /// Dropping out of support.
    DropOut,
    /// Returns, advice visits and other visits of clients.
    ClientVisit,
    /// Feedback given.
    Feedback,
    /// Link workers: leaving and hiring.
    Workforce,
    /// Organisations: own visitors.
    Visitors,
    /// Organisations: closing and founding.
    Survival,
    /// Measured scores and their noise.
    Measure,
    /// Ranking of people with equal counts in a study.
    StudyTies,
    /// Care navigators' contacts.
    Navigator,
    /// Statutory services.
    Statutory,
    /// Champions and other people of the practice.
    Practice,
    /// Disorder in the order of goals.
    Plan,
    /// A parameter's value within its plausible range.
    Range,
    /// What clients do of their own accord: ties renewed, help sought, healthier ways.
    Outlook,
    /// Adverse events of link workers, and whose case they befall.
    Adverse,
    /// Whether somebody has to tell their story again.
    Handover,
    /// Groups founded by link workers.
    Develop,
    /// Services reached without a link worker.
    UsualCare,
    /// In which week birthdays fall, who dies or moves away at one, and who comes.
    Leave,
    /// Whom a death leaves bereaved.
    Bereave,
    /// What changes for somebody who comes to another stage of life.
    Stage,
    /// What suits a person: taste, company, hour.
    Suits,
    /// What a report says to a commissioner beside what it is about.
    Commission,
    /// Who has the scheme, where an evaluation decides it.
    Allocate,
}

/// Words of a draw: one address gives as many independent numbers.
pub const WORDS: usize = 4;

/// How many values a word has.
pub(crate) const WORD_VALUES: f64 = 4_294_967_296.0;

/// Whose draw it is. People, workers and organisations number their own.
#[derive(Clone, Copy, Debug)]
pub struct Who(pub u32);

/// All the draws of one neighbourhood in one replicate.
#[derive(Clone, Copy, Debug)]
pub struct Draws {
    key: [u32; 2],
    neighbourhood: u32,
}

/// The draws of one neighbourhood in one week.
#[derive(Clone, Copy, Debug)]
pub struct WeekDraws {
    draws: Draws,
    week: i32,
}

impl Draws {
    /// The draws of a neighbourhood under a seed and replicate.
    #[must_use]
    pub fn new(seed: u32, replicate: u32, neighbourhood: u32) -> Self {
        Self { key: [seed, replicate], neighbourhood }
    }

    /// The draws of one week.
    #[must_use]
    pub fn week(self, week: i32) -> WeekDraws {
        WeekDraws { draws: self, week }
    }

    /// A generator for synthesis, where samplers take as many words as they need. Each entity
    /// and purpose has its own stream.
    #[must_use]
    pub fn stream(self, purpose: Purpose, entity: u32, generation: u32) -> Stream {
        // The stream advances the first word, so the entity goes into the key.
        Stream {
            key: [self.key[0] ^ entity.rotate_left(16), self.key[1] ^ entity],
            when: 0x8000_0000 | u32::from(purpose as u8),
            rest: [self.neighbourhood, generation],
            next: 0,
            words: [[0; STREAM]; WORDS],
            at: STREAM * WORDS,
        }
    }
}

impl WeekDraws {
    /// The draws that stay the same in every week: for what a person is, not what happens.
    #[must_use]
    pub fn lasting(self) -> Self {
        Self { week: 0, ..self }
    }

    /// Four independent words for this address.
    #[must_use]
    #[inline]
    pub fn words(self, purpose: Purpose, who: Who, occasion: u8, other: u32) -> [u32; WORDS] {
        let counter = [who.0, self.when(purpose, occasion), self.draws.neighbourhood, other];
        philox4x32_10(counter, self.draws.key)
    }

    /// A uniform draw strictly between 0 and 1.
    #[must_use]
    #[inline]
    pub fn uniform(self, purpose: Purpose, who: Who, occasion: u8, other: u32) -> f64 {
        u32_to_unit_f64(self.words(purpose, who, occasion, other)[0])
    }

    /// Whether something with this chance happens.
    #[must_use]
    #[inline]
    pub fn happens(self, chance: f64, purpose: Purpose, who: Who, occasion: u8) -> bool {
        self.uniform(purpose, who, occasion, 0) < chance
    }

    /// Four uniform draws for one address.
    #[must_use]
    #[inline]
    pub fn uniforms(self, purpose: Purpose, who: Who, occasion: u8, other: u32) -> [f64; WORDS] {
        let [a, b, c, d] = self.words(purpose, who, occasion, other);
        [u32_to_unit_f64(a), u32_to_unit_f64(b), u32_to_unit_f64(c), u32_to_unit_f64(d)]
    }

    /// A standard normal draw, by quantile, so that it is monotone in its uniform.
    #[must_use]
    pub fn normal(self, purpose: Purpose, who: Who, occasion: u8) -> f64 {
        normal_quantile(self.uniform(purpose, who, occasion, 0))
    }

    /// Everything in a list with the words of `words` for its person and occasion, and no other party: made
    /// side by side, a batch after another.
    #[inline]
    pub(crate) fn each<T>(
        self,
        purpose: Purpose,
        list: &[T],
        who: impl Fn(&T) -> (u32, u8) + Copy,
    ) -> impl Iterator<Item = (&T, [u32; WORDS])> {
        let mut batch = Batch::NONE;
        list.iter().enumerate().map(move |(at, one)| {
            if at % BATCH == 0 {
                batch.draw(self, purpose, list[at..].iter().map(who));
            }
            (one, batch.words(at % BATCH))
        })
    }

    /// The second word of a counter.
    #[inline]
    fn when(self, purpose: Purpose, occasion: u8) -> u32 {
        u32::from(self.week as u16)
            | u32::from(purpose as u8) << 16
            | u32::from(occasion & 0x7f) << 24
    }
}

/// The draws of up to `BATCH` people, made in one go.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    people: [u32; BATCH],
    occasions: [u8; BATCH],
    words: Words<BATCH>,
}

impl Batch {
    /// No draws yet.
    pub(crate) const NONE: Self =
        Self { people: [0; BATCH], occasions: [0; BATCH], words: [[0; BATCH]; WORDS] };

    /// Draws for the first of these people, each on an occasion.
    #[inline]
    pub(crate) fn draw(
        &mut self,
        draws: WeekDraws,
        purpose: Purpose,
        who: impl Iterator<Item = (u32, u8)>,
    ) {
        let places = self.people.iter_mut().zip(&mut self.occasions);
        places.zip(who).for_each(|((person, on), next)| (*person, *on) = next);
        let when = self.occasions.map(|occasion| draws.when(purpose, occasion));
        let rest = [draws.draws.neighbourhood, 0];
        abreast::fill(draws.draws.key, [&self.people, &when], rest, &mut self.words);
    }

    /// The words of one of them: those of `WeekDraws::words`, with no other party.
    #[inline]
    pub(crate) fn words(&self, at: usize) -> [u32; WORDS] {
        block(&self.words, at)
    }
}

/// Blocks of a stream that are made in one go: those of a person, in most cases.
const STREAM: usize = 48;

/// The words of one entity and purpose, one after another.
#[derive(Clone, Debug)]
pub struct Stream {
    key: [u32; 2],
    when: u32,
    rest: [u32; WORDS - 2],
    /// Counter of the block after those that are made.
    next: u32,
    words: Words<STREAM>,
    /// How many of the words are used.
    at: usize,
}

impl Stream {
    #[cold]
    fn refill(&mut self) {
        let firsts = std::array::from_fn(|block| self.next.wrapping_add(block as u32));
        abreast::fill(self.key, [&firsts, &[self.when; STREAM]], self.rest, &mut self.words);
        self.next = self.next.wrapping_add(STREAM as u32);
        self.at = 0;
    }

    #[inline]
    fn word(&mut self) -> u32 {
        if self.at >= STREAM * WORDS {
            self.refill();
        }
        let word = self.words[self.at % WORDS][self.at / WORDS];
        self.at += 1;
        word
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.word())
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let (at, end) = (self.at, STREAM * WORDS);
        let (low, high) = if at.is_multiple_of(2) && at < end {
            self.at += 2;
            let [first, then] = [at % WORDS, at % WORDS + 1];
            (self.words[first][at / WORDS], self.words[then][at / WORDS])
        } else {
            (self.word(), self.word())
        };
        Ok(u64::from(low) | u64::from(high) << u32::BITS)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for some in bytes.chunks_mut(size_of::<u32>()) {
            some.copy_from_slice(&self.word().to_le_bytes()[..some.len()]);
        }
        Ok(())
    }
}

/// A chance as an integer threshold on a 32-bit draw.
#[must_use]
#[inline]
pub(crate) fn threshold(chance: f64) -> u32 {
    (chance.clamp(0.0, 1.0) * f64::from(u32::MAX)) as u32
}

/// The quantile of the standard normal distribution (Acklam's rational approximation, relative
/// error below 1.2e-9), monotone in `p`.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 6] = [
        -39.696_830_286_653_76,
        220.946_098_424_520_5,
        -275.928_510_446_968_7,
        138.357_751_867_269,
        -30.664_798_066_147_16,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -54.476_098_798_224_06,
        161.585_836_858_040_9,
        -155.698_979_859_886_6,
        66.801_311_887_719_72,
        -13.280_681_552_885_72,
    ];
    const C: [f64; 6] = [
        -0.007_784_894_002_430_293,
        -0.322_396_458_041_136_5,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] = [
        0.007_784_695_709_041_462,
        0.322_467_129_070_039_8,
        2.445_134_137_142_996,
        3.754_408_661_907_416,
    ];
    let polynomial = |terms: &[f64], x: f64| terms.iter().fold(0.0, |sum, term| sum * x + term);
    let tail = |q: f64| polynomial(&C, q) / (polynomial(&D, q) * q + 1.0);
    if p < 0.024_25 {
        tail((-2.0 * libm::log(p)).sqrt())
    } else if p > 1.0 - 0.024_25 {
        -tail((-2.0 * libm::log(1.0 - p)).sqrt())
    } else {
        let q = p - 0.5;
        let r = q * q;
        polynomial(&A, r) * q / (polynomial(&B, r) * r + 1.0)
    }
}

/// Share of a standard normal distribution below this many standard deviations.
#[must_use]
pub fn normal_share(z: f64) -> f64 {
    libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;
    use rand_philox::Philox;

    #[test]
    fn a_batch_has_the_words_of_each_of_its_people() {
        let draws = Draws::new(9, 1, 4).week(-3);
        let people = |at: usize| ((at * 37) as u32, (at % 5) as u8);
        let mut batch = Batch::NONE;
        batch.draw(draws, Purpose::Request, (0..BATCH).map(people));
        // A second, smaller one after it.
        batch.draw(draws, Purpose::Unmet, (7..90).map(people));
        for at in 0..83 {
            let (person, occasion) = people(at + 7);
            let wanted = draws.words(Purpose::Unmet, Who(person), occasion, 0);
            assert_eq!(batch.words(at), wanted);
        }
        let list: Vec<(u32, u8)> = (0..3 * BATCH - 9).map(people).collect();
        for (&(person, occasion), words) in draws.each(Purpose::Unmet, &list, |&who| who) {
            assert_eq!(words, draws.words(Purpose::Unmet, Who(person), occasion, 0));
        }
        assert_eq!(draws.each(Purpose::Unmet, &list, |&who| who).count(), list.len());
    }

    #[test]
    fn a_stream_has_the_words_of_the_generator_one_after_another() {
        let draws = Draws::new(7, 3, 11);
        let entity: u32 = 12_345;
        let mut stream = draws.stream(Purpose::MakePerson, entity, 2);
        let words = [0, 0x8000_0000 | Purpose::MakePerson as u32, 11, 2];
        let counter = words.iter().rev().fold(0, |all, &word| all << 32 | u128::from(word));
        let mut wanted = Philox::new([7 ^ entity.rotate_left(16), 3 ^ entity], counter);
        for at in 0..3 * STREAM * WORDS {
            // Two words at once begin anywhere in a block.
            if at % 7 == 0 {
                assert_eq!(stream.next_u32(), wanted.next_u32(), "{at}");
            }
            assert_eq!(stream.next_u64(), wanted.next_u64(), "{at}");
        }
    }
}
