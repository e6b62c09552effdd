//! What goes on in practices: consulting, referral and signposting, and whether link workers belong.

pub mod buy_in;
pub mod complexity;
pub mod consulting;
pub mod integration;
pub mod navigator;
pub mod referral;
pub mod signposting;
