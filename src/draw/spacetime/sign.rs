//! The signs on the lanes, as they are drawn: each has an outline of its own.

use crate::sim::Sign;

/// Whether a sign's outline is filled, and its outline around 0 0, some twelve pixels wide.
pub fn outline(sign: Sign) -> (bool, &'static str) {
    match sign {
        Sign::Dot => (true, "M0-2.5a2.5 2.5 0 1 0 .01 0z"),
        Sign::Disk => (false, "M-4-2.5H4V2.5H-4z"),
        Sign::Applied => (true, "M-3-3H3V3H-3z"),
        Sign::Appended => (false, "M-5-5H5V5H-5zM-2.5 0H2.5M0-2.5V2.5"),
        Sign::Counted => (true, "M0-4L4 0 0 4-4 0z"),
        Sign::Asked => (true, "M0-5a5 5 0 1 0 .01 0z"),
        Sign::Answered => (false, "M0-6a6 6 0 1 0 .01 0zM-2.8.2-.8 2.2 3-2"),
        Sign::Committed => (true, "M-5-5H5V5H-5z"),
        Sign::Voted => (true, "M0-6L6 0 0 6-6 0z"),
        Sign::Retried => (false, "M5 0a5 5 0 1 1-1.6-3.7M3.7-6.7v3h-3"),
        Sign::Unanswered => (false, "M0-6a6 6 0 1 0 .01 0zM-2.3-2.3 2.3 2.3M2.3-2.3-2.3 2.3"),
        Sign::Snapshot => (false, "M-6-5H6V5H-6zM-6-1.5H6M0-5V-1.5"),
        Sign::Timer => (false, "M0-6a6 6 0 1 0 .01 0zM0-3.2V0L2.4 1.6"),
        Sign::Follows => (false, "M-5-2.5L0 2.5 5-2.5"),
        Sign::Truncated => (false, "M-5-5H5V5H-5zM-2.5 0H2.5"),
        Sign::Members => (false, "M-6 0H6M0-6V6M-4.2-4.2 4.2 4.2M4.2-4.2-4.2 4.2"),
        Sign::Paused => (false, "M-2.6-5V5M2.6-5V5"),
        Sign::Resumed => (true, "M-4-5.5L5.5 0-4 5.5z"),
        Sign::Trouble => (false, "M0-6L6.5 5H-6.5zM0-2V1.6"),
        Sign::Stands => (false, "M0-6L6 0 0 6-6 0z"),
        Sign::Restarted => (false, "M5 0a5 5 0 1 1-1.6-3.7M3.7-6.7v3h-3"),
        Sign::Leads => (true, "M-6 5-7.2-3-3-.4 0-6 3-.4 7.2-3 6 5z"),
        Sign::Crashed => (false, "M-5-5 5 5M5-5-5 5"),
    }
}
