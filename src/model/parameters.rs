//! Every parameter of the model, section by section. A section is declared where it is used;
//! this list gives it its prefix in scenario files.

use crate::model::mechanisms::community::brokerage;
use crate::model::mechanisms::community::commissioner;
use crate::model::mechanisms::community::connection;
use crate::model::mechanisms::community::development;
use crate::model::mechanisms::community::elsewhere;
use crate::model::mechanisms::community::feedback;
use crate::model::mechanisms::community::participation;
use crate::model::mechanisms::community::partnership;
use crate::model::mechanisms::community::peers;
use crate::model::mechanisms::community::place;
use crate::model::mechanisms::community::policy;
use crate::model::mechanisms::community::statutory;
use crate::model::mechanisms::community::suits;
use crate::model::mechanisms::community::vcs;
use crate::model::mechanisms::link_work::endings;
use crate::model::mechanisms::link_work::feelings;
use crate::model::mechanisms::link_work::handover;
use crate::model::mechanisms::link_work::hours;
use crate::model::mechanisms::link_work::posts;
use crate::model::mechanisms::link_work::role;
use crate::model::mechanisms::link_work::scores;
use crate::model::mechanisms::link_work::sessions;
use crate::model::mechanisms::link_work::targets;
use crate::model::mechanisms::link_work::trust;
use crate::model::mechanisms::link_work::waiting;
use crate::model::mechanisms::link_work::workforce;
use crate::model::mechanisms::people::activation;
use crate::model::mechanisms::people::capital;
use crate::model::mechanisms::people::crisis;
use crate::model::mechanisms::people::illness;
use crate::model::mechanisms::people::living;
use crate::model::mechanisms::people::loneliness;
use crate::model::mechanisms::people::means;
use crate::model::mechanisms::people::need;
use crate::model::mechanisms::people::outlook;
use crate::model::mechanisms::people::relapse;
use crate::model::mechanisms::people::self_care;
use crate::model::mechanisms::people::stopping;
use crate::model::mechanisms::people::wellbeing;
use crate::model::mechanisms::practice;
use crate::model::mechanisms::practice::complexity;
use crate::model::mechanisms::practice::consulting;
use crate::model::mechanisms::practice::integration;
use crate::model::mechanisms::practice::navigator;
use crate::model::mechanisms::practice::referral;
use crate::model::mechanisms::practice::usual_care;
use crate::model::mechanisms::reference;
use crate::model::synthesis;
use std::sync::LazyLock;

use crate::model::spec::{Section, Spec, parameters};

parameters! {
    /// How large a run is.
    Run {
        /// Weeks that are measured.
        weeks: Weeks [1.0, 2600.0] "";
        /// Weeks before the first measured week.
        warm_up_weeks: Weeks [0.0, 1040.0] "";
        /// Neighbourhoods, each one primary care network.
        neighbourhoods: Count [1.0, 2000.0] "";
        /// Registered people in a neighbourhood.
        people: People [200.0, 300_000.0] "";
        /// Independent repetitions of the run.
        replicates: Count [1.0, 10000.0] "";
        /// Seed of all draws.
        seed: Count [0.0, 4_294_967_295.0] "";
    }
}

macro_rules! sections {
    ($( $(#[$doc:meta])* $section:ident : $group:ty ),+ $(,)?) => {
        /// Every parameter of the model. Immutable after loading.
        #[derive(Clone, Debug)]
        pub struct Parameters { $( $(#[$doc])* pub $section: $group ),+ }

        impl Parameters {
            /// The declarations of all parameters, in the order of their values.
            #[must_use]
            pub fn specs() -> &'static [Spec] {
                static SPECS: LazyLock<Vec<Spec>> = LazyLock::new(|| {
                    let mut specs = Vec::new();
                    $( <$group>::specs(stringify!($section), &mut specs); )+
                    specs
                });
                &SPECS
            }

            /// Parameters from one value for each declaration, in the order of `specs`.
            ///
            /// # Panics
            /// If there are fewer values than declarations.
            #[must_use]
            pub fn from_values(values: &[f64]) -> Self {
                let mut values = values.iter();
                Self { $( $section: <$group>::read(&mut values) ),+ }
            }
        }
    };
}

sections! {
    /// How large a run is.
    run: Run,
    /// Who lives in a neighbourhood.
    population: synthesis::Parameters,
    /// State of practices and their GPs when the warm-up begins.
    start: synthesis::Start,
    /// Levels at which base chances and rates are stated.
    reference: reference::Parameters,
    /// Who pays for the scheme.
    commissioner: commissioner::Parameters,
    /// Hardship, cuts and income policy.
    policy: policy::Parameters,
    /// Localities, and the way between them.
    place: place::Parameters,
    /// How hard up people are.
    means: means::Parameters,
    /// Births, deaths, moves and birthdays.
    living: living::Parameters,
    /// Needs by kind, and groups that people find by themselves.
    need: need::Parameters,
    /// Needs that help has taken down, and that come back.
    relapse: relapse::Parameters,
    /// Why people stop going to a group.
    stopping: stopping::Parameters,
    /// Episodes of illness.
    illness: illness::Parameters,
    /// Crises that build up, come to a head and pass.
    crisis: crisis::Parameters,
    /// Consulting and what practices can give.
    consulting: consulting::Parameters,
    /// Recognition, offer and acceptance.
    referral: referral::Parameters,
    /// Care navigators at reception.
    navigator: navigator::Parameters,
    /// Posts for link workers.
    link_workers: posts::Parameters,
    /// The waiting list.
    waiting: waiting::Parameters,
    /// Split of a link worker's hours.
    hours: hours::Parameters,
    /// Sessions and goals.
    link_work: sessions::Parameters,
    /// Trust of the people referred.
    trust: trust::Parameters,
    /// Matching and take-up.
    connection: connection::Parameters,
    /// What suits whom.
    suits: suits::Parameters,
    /// Participation in organisations and services.
    participation: participation::Parameters,
    /// Other people in a group.
    peers: peers::Parameters,
    /// What goes on in clients' minds.
    outlook: outlook::Parameters,
    /// Healthier ways of living.
    self_care: self_care::Parameters,
    /// Social capital.
    capital: capital::Parameters,
    /// Activation.
    activation: activation::Parameters,
    /// Life satisfaction.
    wellbeing: wellbeing::Parameters,
    /// Degrees of loneliness.
    loneliness: loneliness::Parameters,
    /// Scores at the start and the end of support.
    scores: scores::Parameters,
    /// Endings of support.
    endings: endings::Parameters,
    /// News of people.
    feedback: feedback::Parameters,
    /// Time that the scheme takes from elsewhere.
    elsewhere: elsewhere::Parameters,
    /// Practices and their GPs.
    practice: practice::Parameters,
    /// Integration.
    integration: integration::Parameters,
    /// Knowledge, ties and visibility.
    brokerage: brokerage::Parameters,
    /// The role of link workers.
    role: role::Parameters,
    /// Link workers as people at work.
    workforce: workforce::Parameters,
    /// What link workers feel.
    feelings: feelings::Parameters,
    /// Targets and measures.
    targets: targets::Parameters,
    /// Voluntary and community organisations.
    vcs: vcs::Parameters,
    /// Statutory services.
    statutory: statutory::Parameters,
    /// Services that people reach without a link worker.
    usual_care: usual_care::Parameters,
    /// Complex and difficult cases.
    complexity: complexity::Parameters,
    /// What passes on with a person.
    handover: handover::Parameters,
    /// Practices and organisations as partners.
    partnership: partnership::Parameters,
    /// Adapting and founding.
    development: development::Parameters,
}
