//! kinds

pub mod draft;
pub mod event;
pub mod files;
pub mod group;
pub mod kb;
pub mod member;
pub mod page;
pub mod post;
pub mod project;
pub mod resource;
pub mod shared;
