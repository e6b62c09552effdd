//! Three exports, by which a page asks the core of Kith for what `kith::page::Desk` answers. The page writes a
//! request into the room it is given, asks, and reads the answer where it is told. Nothing is imported: the
//! module has no clock, no network and no files.

use std::sync::{LazyLock, Mutex, PoisonError};

use kith::page::Desk;

static DESK: LazyLock<Mutex<Desk>> = LazyLock::new(Mutex::default);

/// The request, then the answer.
static BYTES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Room for a request of so many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    let mut bytes = BYTES.lock().unwrap_or_else(PoisonError::into_inner);
    bytes.clear();
    bytes.resize(length, 0);
    bytes.as_mut_ptr()
}

/// Answers the request; gives the length of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn ask() -> usize {
    let mut bytes = BYTES.lock().unwrap_or_else(PoisonError::into_inner);
    *bytes = DESK.lock().unwrap_or_else(PoisonError::into_inner).ask(&bytes);
    bytes.len()
}

/// Where the answer is.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    BYTES.lock().unwrap_or_else(PoisonError::into_inner).as_ptr()
}
