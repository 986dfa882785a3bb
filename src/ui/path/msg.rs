//! What may be asked of the path.

/// A wish.
pub enum PathMsg {
    /// To see it, or no longer.
    Show(bool),
    /// To forget all that was done.
    Forget,
    /// A file with what was done.
    Export,
    /// To add what a file says was done.
    Import(web_sys::File),
    /// That file was read, or not.
    Read(Result<String, String>),
}
