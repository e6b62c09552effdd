//! A limit of time: no cell begins after it, what is done is kept, and the call ends as after Ctrl-C.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Reads a time such as `45s`, `50m`, `2h` or `1h30m`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let mut seconds = 0_u64;
    let mut rest = text;
    // Hours come before minutes, and minutes before seconds.
    for (unit, times) in [('h', 3_600), ('m', 60), ('s', 1)] {
        let Some((number, after)) = rest.split_once(unit) else { continue };
        let number: u64 = number.parse().map_err(|_| usage())?;
        seconds = number
            .checked_mul(times)
            .and_then(|more| seconds.checked_add(more))
            .ok_or_else(usage)?;
        rest = after;
    }
    if seconds == 0 || !rest.is_empty() { Err(usage()) } else { Ok(Duration::from_secs(seconds)) }
}

fn usage() -> String {
    "write a time such as 45s, 50m, 2h or 1h30m".to_owned()
}

/// Raises a flag after a time.
pub(crate) fn stop_after(limit: Duration, stop: &Arc<AtomicBool>) {
    let stop = Arc::clone(stop);
    thread::spawn(move || {
        thread::sleep(limit);
        stop.store(true, Ordering::Relaxed);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_hours_minutes_and_seconds() {
        for (text, seconds) in
            [("45s", 45), ("50m", 3_000), ("2h", 7_200), ("1h30m", 5_400), ("1h0m5s", 3_605)]
        {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for wrong in ["", "90", "0s", "m", "1m1h", "1.5h", "-1s", "1h30", "99999999999999999999h"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
