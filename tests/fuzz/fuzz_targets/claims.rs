#![no_main]

use kith_fuzz::Desk;

std::thread_local! {
    static DESK: Desk = Desk::new();
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| DESK.with(|desk| desk.claims(bytes)));
