//! How sure the difference of a metric is to be: what replicates are added for.

use crate::model::observe::M;

/// A metric, and the largest standard error that its mean difference may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Goal {
    pub(crate) metric: M,
    pub(crate) standard_error: f64,
}

impl Goal {
    /// As a command line takes it.
    pub(crate) fn text(&self) -> String {
        format!("{}={}", self.metric.metric().name, self.standard_error)
    }
}

/// Reads the name of a metric.
pub(crate) fn metric(name: &str) -> Result<M, String> {
    let found = M::ALL.iter().find(|metric| metric.metric().name == name);
    found.copied().ok_or_else(|| {
        let nearest = M::ALL
            .iter()
            .map(|metric| metric.metric().name)
            .max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
        format!("there is no metric `{name}`; the nearest is `{}`", nearest.unwrap_or_default())
    })
}

/// Reads `METRIC=VALUE`.
pub(crate) fn goal(text: &str) -> Result<Goal, String> {
    let (name, value) = text.split_once('=').ok_or("write METRIC=VALUE, as in gp_requests=0.05")?;
    let metric = metric(name)?;
    match value.parse::<f64>() {
        Ok(standard_error) if standard_error > 0.0 && standard_error.is_finite() => {
            Ok(Goal { metric, standard_error })
        }
        _ => Err(format!("`{value}` is no number above 0")),
    }
}
