//! Every parameter of the model, section by section. A section is declared where it is used;
//! this list gives it its prefix in scenario files.

use std::sync::LazyLock;

use crate::scenario::spec::{Group, Spec, parameters};

parameters! {
    /// How large a run is.
    RunSize {
        /// Weeks that are measured.
        weeks: Weeks [1.0, 2600.0] "";
        /// Weeks before the first measured week.
        warm_up_weeks: Weeks [0.0, 1040.0] "";
        /// Neighbourhoods, each one primary care network.
        neighbourhoods: Count [1.0, 2000.0] "";
        /// Registered people in a neighbourhood.
        people: People [200.0, 300000.0] "";
        /// Independent repetitions of the run.
        replicates: Count [1.0, 10000.0] "";
        /// Seed of all draws.
        seed: Count [0.0, 4294967295.0] "";
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
    run: RunSize,
}
