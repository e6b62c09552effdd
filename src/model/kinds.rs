//! The axes of the model: kinds of need, fifths of deprivation, age bands, kinds of
//! organisation and of statutory service. A parameter that differs along an axis has one
//! line per label in the scenario file, so every label here is also part of a path.

/// Declares one axis: an enum whose labels appear in scenario paths and in results.
macro_rules! axis {
    ($(#[$doc:meta])* $name:ident { $( $(#[$item_doc:meta])* $item:ident = $label:literal ),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $name { $( $(#[$item_doc])* $item ),+ }

        impl $name {
            /// Every label's value, in order.
            pub const ALL: &[Self] = &[$( Self::$item ),+];
            /// How many labels the axis has.
            pub const COUNT: usize = Self::ALL.len();
            /// The labels, as written in paths and results.
            pub const LABELS: &[&str] = &[$( $label ),+];

            /// The label, as written in paths and results.
            #[must_use]
            pub fn label(self) -> &'static str {
                Self::LABELS[self as usize]
            }

            /// The value at a position of the axis, the last one when past its end.
            #[must_use]
            #[inline]
            pub fn at(index: usize) -> Self {
                Self::ALL[index.min(Self::COUNT - 1)]
            }
        }
    };
}

pub(crate) use axis;

axis! {
    /// What troubles a person that medicine does not treat.
    Need {
        /// Loneliness and isolation.
        Loneliness = "loneliness",
        /// Low mood and anxiety.
        LowMood = "low_mood",
        /// Money, debt and benefits.
        Money = "money",
        /// Housing.
        Housing = "housing",
        /// Work and unemployment.
        Work = "work",
        /// Food.
        Food = "food",
        /// Physical inactivity and lifestyle.
        Lifestyle = "lifestyle",
        /// Caring for somebody.
        Caring = "caring",
        /// Bereavement.
        Bereavement = "bereavement",
        /// Practical help: transport, aids.
        Practical = "practical",
    }
}

impl Need {
    /// The statutory service that answers for the need when it is severe.
    #[must_use]
    pub fn service(self) -> Option<Service> {
        match self {
            Self::LowMood => Some(Service::MentalHealth),
            Self::Housing => Some(Service::Housing),
            Self::Caring | Self::Practical => Some(Service::SocialCare),
            _ => None,
        }
    }
}

axis! {
    /// Phases of a crisis in somebody's life.
    Phase {
        /// Trouble builds up.
        Building = "building",
        /// It has come to a head.
        Peak = "peak",
    }
}

axis! {
    /// Fifths of the index of multiple deprivation, the most deprived first.
    Fifth {
        /// The most deprived fifth.
        Most = "most_deprived",
        /// The second most deprived fifth.
        Second = "second",
        /// The middle fifth.
        Middle = "middle",
        /// The second least deprived fifth.
        Fourth = "fourth",
        /// The least deprived fifth.
        Least = "least_deprived",
    }
}

impl Fifth {
    /// Edges between the national fifths on the scale of deprivation, the most deprived at the top: quantiles
    /// of the standard normal distribution at four, three, two and one fifths.
    pub const EDGES: [f64; Self::COUNT - 1] = [
        0.841_621_233_572_914_2,
        0.253_347_103_135_799_7,
        -0.253_347_103_135_799_7,
        -0.841_621_233_572_914_2,
    ];

    /// Position on the gradient of deprivation: 1 in the most deprived fifth, -1 in the least.
    #[must_use]
    pub fn gradient(self) -> f64 {
        1.0 - f64::from(self as u8) / 2.0
    }

    /// A value for each fifth.
    pub fn each<T>(value: impl FnMut(Self) -> T) -> [T; Self::COUNT] {
        [Self::Most, Self::Second, Self::Middle, Self::Fourth, Self::Least].map(value)
    }
}

axis! {
    /// Age bands of the consulting rate.
    AgeBand {
        /// Under five.
        Age0 = "age_0_4",
        /// Five to fourteen.
        Age5 = "age_5_14",
        /// Fifteen to twenty-four.
        Age15 = "age_15_24",
        /// Twenty-five to forty-four.
        Age25 = "age_25_44",
        /// Forty-five to sixty-four.
        Age45 = "age_45_64",
        /// Sixty-five to seventy-four.
        Age65 = "age_65_74",
        /// Seventy-five to eighty-four.
        Age75 = "age_75_84",
        /// Eighty-five and over.
        Age85 = "age_85_over",
    }
}

impl AgeBand {
    /// First year of age in each band, and the year after the last one that is made.
    pub const EDGES: [u8; Self::COUNT + 1] = [0, 5, 15, 25, 45, 65, 75, 85, 100];

    /// How many ages a byte can say.
    const AGES: usize = u8::MAX as usize + 1;

    /// Position of the band of every age, so that the hot path reads a table.
    const BY_AGE: [u8; Self::AGES] = {
        let mut bands = [0; Self::AGES];
        let mut age = 1;
        while age < Self::AGES {
            let band = bands[age - 1];
            let next = Self::EDGES[band as usize + 1] as usize;
            let last = band as usize + 1 == Self::COUNT;
            bands[age] = if age < next || last { band } else { band + 1 };
            age += 1;
        }
        bands
    };

    /// The band a person of this age is in.
    #[must_use]
    #[inline]
    pub fn of(age: u8) -> Self {
        Self::at(Self::BY_AGE[age as usize] as usize)
    }
}

axis! {
    /// Stages of adult life, by which needs differ.
    Stage {
        /// 18 to 34.
        Young = "young",
        /// 35 to 64.
        Middle = "middle",
        /// 65 and over.
        Older = "older",
    }
}

axis! {
    /// What goes with a person's advantage over others of their fifth.
    Favoured {
        /// Trust in others.
        Trust = "trust",
        /// Readiness for change.
        Readiness = "readiness",
        /// Freedom from the stigma of accepting help.
        Ease = "ease",
        /// Simplicity of clinical problems.
        Simplicity = "simplicity",
        /// Activation.
        Activation = "activation",
        /// Life satisfaction, and with it freedom from needs.
        Satisfaction = "satisfaction",
        /// The use of a car.
        Car = "car",
        /// Time in the daytime.
        Time = "time",
        /// Freedom from a disability that limits where one can go.
        Mobility = "mobility",
    }
}

axis! {
    /// Sex as recorded by the practice.
    Sex {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
    }
}

axis! {
    /// Social capital: two kinds of tie and three kinds of resource.
    Resource {
        /// Ties among people alike: family, friends, peers.
        Bonding = "bonding",
        /// Ties to people of other circles.
        Bridging = "bridging",
        /// Trusting others, valuing what is there.
        Cognitive = "cognitive",
        /// Confidence, control, belonging.
        Psychological = "psychological",
        /// People to turn to for help and advice.
        Instrumental = "instrumental",
    }
}

axis! {
    /// What an organisation of the voluntary and community sector offers.
    Offer {
        /// Befriending and social groups.
        Social = "social",
        /// Arts, nature, learning: groups that mix people.
        Arts = "arts",
        /// Exercise and healthy living.
        Activity = "activity",
        /// Talking support, listening, peer support for low mood.
        Support = "support",
        /// Advice on money, benefits, debt and housing.
        Advice = "advice",
        /// Work, skills and volunteering.
        Skills = "skills",
        /// Food banks, pantries and community meals.
        Food = "food",
        /// Carers' groups and respite.
        Carers = "carers",
        /// Transport, aids, help at home.
        Help = "help",
    }
}

axis! {
    /// Services that people wait for, whoever refers them.
    Service {
        /// Mental-health services: talking therapies and community teams.
        MentalHealth = "mental_health",
        /// The council's housing service.
        Housing = "housing",
        /// Adult social care.
        SocialCare = "social_care",
        /// The mental-health practitioner of the practice.
        Practitioner = "mental_health_practitioner",
    }
}

axis! {
    /// Why a person asks for an appointment, or would have.
    Cause {
        /// A medical reason.
        Medical = "medical",
        /// A social need brought to the practice.
        SocialNeed = "social_need",
        /// A difficulty told to the link worker that needs a clinician.
        Disclosure = "disclosure",
        /// Advice wanted by somebody newly taking care of their own health.
        SelfCare = "self_care_advice",
        /// A return after support ended.
        Return = "return_after_ending",
        /// A revisit after a refused referral.
        Revisit = "revisit_after_refusal",
        /// The referral talk itself.
        ReferralTalk = "referral_talk",
    }
}

axis! {
    /// The questions of the Office for National Statistics on personal wellbeing beside life satisfaction.
    Question {
        /// Whether what one does is worthwhile.
        Worthwhile = "worthwhile",
        /// How happy one was yesterday.
        Happy = "happy",
        /// How anxious one was yesterday.
        Anxious = "anxious",
    }
}

axis! {
    /// Scores that a record of a client may hold.
    Score {
        /// Life satisfaction, 0 to 10 (ONS4).
        LifeSatisfaction = "life_satisfaction",
        /// Loneliness, 3 to 9 (UCLA-3).
        Loneliness = "loneliness",
        /// Activation, 0 to 100 (PAM).
        Activation = "activation",
        /// Mental wellbeing, 7 to 35 (short WEMWBS).
        Wellbeing = "wellbeing",
    }
}

axis! {
    /// How a spell of support ended, as it tells on whether there is a last score.
    SpellEnd {
        /// With an ending that was prepared for.
        Planned = "planned",
        /// With a course or a service seen to its end.
        Completed = "completed",
        /// With the client's dropping out of support, or of the activity after it.
        DroppedOut = "dropped_out",
        /// Abruptly, or with the link worker's leaving.
        Lost = "lost",
    }
}

axis! {
    /// Lines of the budget.
    BudgetLine {
        /// Pay and overheads of link workers.
        Workers = "link_workers",
        /// Supervision and training of link workers.
        Support = "support",
        /// Grants and payments to organisations.
        Organisations = "organisations",
        /// Places at organisations that clients hold, beyond what grants and payments pay of them.
        Places = "places",
        /// Time of reception staff as navigators.
        Navigators = "navigators",
    }
}

axis! {
    /// A person's place on the pathway. Every move between two places is counted.
    Pathway {
        /// Never offered.
        NotReferred = "not_referred",
        /// Offered, and declined.
        Declined = "declined",
        /// Accepted, then handled by reception, another role or a leaflet.
        Elsewhere = "handled_elsewhere",
        /// Not reached, or declined at the first call.
        NotReached = "not_reached",
        /// Waiting for the first contact.
        Waiting = "waiting",
        /// Active with a link worker.
        Active = "active",
        /// Held by the link worker: no onward route.
        Held = "held",
        /// Connected and queueing for a place.
        Queueing = "queueing",
        /// Connected and attending.
        Attending = "attending",
        /// Closed: goals met.
        GoalsMet = "closed_goals_met",
        /// Closed: session limit.
        SessionLimit = "closed_session_limit",
        /// Closed: dropped out.
        DroppedOut = "closed_dropped_out",
        /// Closed: lost while waiting.
        LostToWait = "closed_lost_to_wait",
        /// Closed: the link worker left.
        WorkerLeft = "closed_worker_left",
        /// Not on the registered list: has died or moved away, or has not come yet.
        OffList = "off_the_list",
    }
}

impl Pathway {
    /// Whether a link worker has the person on their caseload.
    #[must_use]
    pub fn on_caseload(self) -> bool {
        matches!(self, Self::Active | Self::Held | Self::Queueing | Self::Attending)
    }

    /// Whether the person could be offered the scheme (again).
    #[must_use]
    pub fn may_be_offered(self) -> bool {
        !self.on_caseload() && self != Self::Waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_age_falls_in_the_band_whose_edges_hold_it() {
        for age in 0..100 {
            let band = AgeBand::of(age) as usize;
            assert!(AgeBand::EDGES[band] <= age && age < AgeBand::EDGES[band + 1], "age {age}");
        }
    }
}
