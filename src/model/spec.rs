//! One declaration per parameter. A mechanism states its parameters once, with the unit, the
//! possible range and the claims each carries; from that declaration come the field the code
//! reads, the path scenario files write, the line `kith explain` prints and the JSON Schema.

use crate::model::units::Unit;

/// What is known of a parameter before any scenario is read.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Path in scenario files, such as `waiting.loss_per_month`.
    pub path: String,
    /// Unit of the value.
    pub unit: Unit,
    /// Smallest possible value: anything below is refused.
    pub min: f64,
    /// Largest possible value: anything above is refused.
    pub max: f64,
    /// What the parameter means, in a sentence.
    pub about: String,
    /// Claims the parameter carries, such as `A013 A117`, or nothing.
    pub claims: &'static str,
}

/// A group of parameters under one prefix of the path.
pub trait Section: Sized {
    /// Appends the group's declarations, in the order in which `read` takes values.
    fn specs(prefix: &str, into: &mut Vec<Spec>);

    /// Takes the group's values in the order of `specs`.
    fn read(values: &mut std::slice::Iter<'_, f64>) -> Self;
}

/// Takes the next value of a list made by `specs`.
///
/// # Panics
/// Never for a list as long as the declarations: the reader has checked that it is.
pub(crate) fn next(values: &mut std::slice::Iter<'_, f64>) -> f64 {
    *values.next().expect("as many values as declarations")
}

/// Takes the next value of a list as a switch. Files say 0 or 1; between them is only a ramp.
pub(crate) fn next_switch(values: &mut std::slice::Iter<'_, f64>) -> bool {
    /// Where a ramp turns from off to on.
    const HALFWAY: f64 = 0.5;
    next(values) > HALFWAY
}

/// Declares a group of parameters. A `Switch` is read as a `bool`, everything else as an `f64`.
///
/// ```text
/// parameters! {
///     /// What the group is about.
///     Parameters {
///         /// What the parameter means.
///         loss_per_month: PerMonth [0.0, 1.0] "A013";
///         /// One line for each label of an axis.
///         severity: Share [0.0, 1.0] by Need "";
///     }
/// }
/// ```
macro_rules! parameters {
    (@one Switch) => { bool };
    (@one $unit:ident) => { f64 };
    (@type $unit:ident) => { parameters!(@one $unit) };
    (@type $unit:ident $axis:ident) => { [parameters!(@one $unit); $crate::model::kinds::$axis::COUNT] };
    (@specs $into:ident, $path:expr, $unit:ident, $min:expr, $max:expr, $claims:expr, $about:expr,) => {
        $into.push($crate::model::spec::Spec {
            path: $path, unit: $crate::model::units::Unit::$unit, min: $min, max: $max,
            about: $about, claims: $claims,
        });
    };
    (@specs $into:ident, $path:expr, $unit:ident, $min:expr, $max:expr, $claims:expr, $about:expr, $axis:ident) => {
        for label in $crate::model::kinds::$axis::LABELS {
            parameters!(@specs $into, format!("{}.{label}", $path), $unit, $min, $max, $claims, $about,);
        }
    };
    (@read $values:ident Switch) => { $crate::model::spec::next_switch($values) };
    (@read $values:ident $unit:ident) => { $crate::model::spec::next($values) };
    (@read $values:ident $unit:ident $axis:ident) => {
        std::array::from_fn(|_| parameters!(@read $values $unit))
    };
    ($(#[$doc:meta])* $name:ident { $(
        $(#[doc = $about:literal])+
        $field:ident : $unit:ident [$min:expr, $max:expr] $(by $axis:ident)? $claims:literal;
    )+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name { $( $(#[doc = $about])+ pub $field: parameters!(@type $unit $($axis)?), )+ }

        impl $crate::model::spec::Section for $name {
            fn specs(prefix: &str, into: &mut Vec<$crate::model::spec::Spec>) {
                $( parameters!(@specs into, format!("{prefix}.{}", stringify!($field)), $unit, $min, $max, $claims,
                    concat!($($about),+).trim().to_owned(), $($axis)?); )+
            }

            fn read(values: &mut std::slice::Iter<'_, f64>) -> Self {
                Self { $( $field: parameters!(@read values $unit $($axis)?), )+ }
            }
        }
    };
}
pub(crate) use parameters;
