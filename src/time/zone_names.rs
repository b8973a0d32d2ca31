//! Names of time zones other than IANA's.
pub(super) const UTC: [&str; 9] =
    ["UTC", "Z", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"];
pub(super) fn windows(_: &str) -> Option<&'static str> {
    None
}
pub(super) fn fixed(_: &str) -> Option<String> {
    None
}
pub(super) fn listed_city(_: &str) -> Option<&'static str> {
    None
}
pub(super) fn suggest(_: &str) -> Vec<String> {
    Vec::new()
}
