//! Recurrence rules.
/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Rule {}
