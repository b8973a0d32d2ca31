//! Rules over everything a hub says, blind to what the kinds mean: who may see it, where links lead, which names exist.

pub mod index;
pub mod links;
pub mod names;
pub mod people;
pub mod public;
pub mod shown;
pub mod tags;
