//! Dated lists (CRYPTREC, NIST, CNSA) and the judgement of an inventory by them.
#![forbid(unsafe_code)]

pub mod verdict;
