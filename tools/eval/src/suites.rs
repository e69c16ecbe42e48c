//! The readers of vectors, one file a format, and what the two JSON formats share.

pub(crate) mod acvp;
pub(crate) mod cctv;
pub(crate) mod drafts;
pub(crate) mod evp_test;
pub(crate) mod groups;
pub(crate) mod kat;
pub(crate) mod lines;
pub(crate) mod wycheproof;
