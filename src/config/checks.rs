//! What `check` looks for beyond mistakes: the table `[check]`, with the rules that a hub does without.
//!
//! Takes the table as written, gives [`Checks`]. Which rules there are is [`Code::is_lint`]'s to say.

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::fields;
use crate::read::fields::Spanned;
use std::collections::BTreeSet;

/// Days after which a page of the knowledge base wants to be read again, unless the hub says otherwise.
const STALE_DAYS: u32 = 730;

fields! {
    /// What `check` looks for beyond mistakes.
    pub struct CheckFields as "the check table" {
        /// Days after which a knowledge-base page without `review_by` counts as stale; 730 by itself, 0 for never.
        may stale_days: u32 = "365";
        /// Rules of `check` that the hub does without, by the names in messages.
        many off: Vec<Spanned<String>> = "[\"recap-missing\"]";
    }
}

/// What `check` looks for beyond mistakes.
#[derive(Clone, Debug)]
pub struct Checks {
    /// Days after which a page without a day of its own is stale; 0 for never.
    pub stale_days: u32,
    /// Rules that are not looked at.
    pub off: BTreeSet<Code>,
}

impl Checks {
    /// From the table, if there is one. Says which rules there are not.
    pub(super) fn checked(fields: Option<CheckFields>, said: &mut Vec<Diagnostic>) -> Self {
        let mut checks = Self { stale_days: STALE_DAYS, off: BTreeSet::new() };
        let Some(fields) = fields else { return checks };
        checks.stale_days = fields.stale_days.unwrap_or(STALE_DAYS);
        let rules: Vec<Code> = Code::ALL.iter().copied().filter(|code| code.is_lint()).collect();
        for name in &fields.off {
            if let Some(rule) = rules.iter().find(|rule| rule.name() == name.value.trim()) {
                checks.off.insert(*rule);
                continue;
            }
            let names: Vec<&str> = rules.iter().map(|rule| rule.name()).collect();
            let is_code = Code::ALL.iter().any(|code| code.name() == name.value.trim());
            let message = if is_code {
                format!("`{}` is a mistake, and cannot be switched off", name.value)
            } else {
                format!("`check` has no rule `{}`", name.value)
            };
            let help = match nearest(&name.value, names.iter().copied()).filter(|_| !is_code) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("those that can be switched off are {}", crate::diagnostic::quoted(&names)),
            };
            said.push(Diagnostic::error(Code::UnknownValue, name.span, message).help(help));
        }
        checks
    }
}
