//! Walk, identify, detect: from paths to an inventory.
#![forbid(unsafe_code)]
