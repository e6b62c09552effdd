//! All tests of what a user or another crate sees, in one program: it is linked once, and
//! `cargo test golden` runs one file of it.

mod common;

mod arrows;
mod bad_scenarios;
mod bad_sensitivity;
mod bad_studies;
mod baseline;
mod borders;
mod budget;
mod built_in;
mod calibration;
mod command_line;
mod compare;
mod conclusions;
mod conservation;
mod corpora;
mod coverage;
mod description;
mod determinism;
mod digest;
mod documents;
mod embed;
mod ends;
mod england;
mod explain;
mod faults;
mod files;
mod golden;
mod licences;
mod naked_numbers;
mod natural_course;
mod outputs;
mod owners;
mod page;
mod population;
mod promises;
mod report;
mod scenario_reading;
mod scenarios;
mod sensitivity;
mod sweep;
mod sweep_summary;
mod theory;
mod theory_form;
mod what_pounds_buy;
