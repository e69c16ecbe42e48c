//! The ledger of what was read and what was not, in files and bytes.

use std::collections::BTreeMap;

/// Why an entry, or a part of one, was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkipReason {
    /// A flag left it out (`--exclude`, `--one-file-system`).
    Excluded,
    /// Larger than `--max-file-size`.
    TooLarge,
    /// A device, socket or FIFO: reading it could block or have effects.
    SpecialFile,
    /// A file system of the kernel's own (`/proc`, `/sys`): not files that hold data.
    KernelFileSystem,
    /// The system refused (permission, I/O error).
    Unreadable,
    /// Vanished between the walk and the reading.
    Vanished,
    /// Became shorter while it was read.
    Shrank,
    /// A hole in a sparse file: zeroes that no disk holds.
    Hole,
    /// An archive member that is encrypted, or packed by a method not supported.
    PackedMember,
    /// A limit on depth, count or expansion of archives.
    ArchiveLimit,
    /// The scan was interrupted.
    Interrupted,
    /// A second name of a file already read (hard link, symlink, bind mount): what was found in
    /// the file is reported at this place too.
    SameFile,
    /// A symlink to a directory: the directory is read where it stands, if it was asked for.
    LinkedDirectory,
    /// A symlink to nothing.
    DanglingLink,
}

impl SkipReason {
    /// Every reason, in the order that outputs use.
    pub const ALL: [Self; 14] = [
        Self::Excluded,
        Self::TooLarge,
        Self::SpecialFile,
        Self::KernelFileSystem,
        Self::Unreadable,
        Self::Vanished,
        Self::Shrank,
        Self::Hole,
        Self::PackedMember,
        Self::ArchiveLimit,
        Self::Interrupted,
        Self::SameFile,
        Self::LinkedDirectory,
        Self::DanglingLink,
    ];

    /// The stable word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Excluded => "excluded",
            Self::TooLarge => "too-large",
            Self::SpecialFile => "special-file",
            Self::KernelFileSystem => "kernel-file-system",
            Self::Unreadable => "unreadable",
            Self::Vanished => "vanished",
            Self::Shrank => "shrank",
            Self::Hole => "hole",
            Self::PackedMember => "packed-member",
            Self::ArchiveLimit => "archive-limit",
            Self::Interrupted => "interrupted",
            Self::SameFile => "same-file",
            Self::LinkedDirectory => "linked-directory",
            Self::DanglingLink => "dangling-link",
        }
    }

    /// Whether what was left out may hold cryptography that nobody asked to leave out: the
    /// inventory is then incomplete.
    #[must_use]
    pub fn leaves_a_gap(self) -> bool {
        !matches!(
            self,
            Self::Excluded
                | Self::TooLarge
                | Self::SpecialFile
                | Self::KernelFileSystem
                | Self::Hole
                | Self::SameFile
                | Self::LinkedDirectory
                | Self::DanglingLink
        )
    }
}

/// Files and bytes of one line of the ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// Number of entries.
    pub files: u64,
    /// Number of bytes.
    pub bytes: u64,
}

impl Amount {
    fn add(&mut self, files: u64, bytes: u64) {
        self.files += files;
        self.bytes = self.bytes.saturating_add(bytes);
    }
}

/// What was read, partly read and skipped, each with its reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Entries read whole. Bytes of archive members are counted in `members`, not here.
    pub read: Amount,
    /// Entries of which only a part was read; the bytes are those read.
    pub partly: Amount,
    /// Archive members read, with their unpacked bytes.
    pub members: Amount,
    /// Entries whose bytes were read but whose content is packed or encrypted in a way that is
    /// not opened (xz, zstd, LUKS …): what is inside was not seen.
    pub unopened: Amount,
    /// Left out, by reason. Bytes are those known to have been left out.
    pub skipped: BTreeMap<SkipReason, Amount>,
    /// Directories walked.
    pub directories: u64,
    /// The scan did not reach its end (Ctrl-C).
    pub interrupted: bool,
}

impl Coverage {
    /// Counts an entry read whole.
    pub fn record_read(&mut self, bytes: u64) {
        self.read.add(1, bytes);
    }

    /// Counts an archive member read.
    pub fn record_member(&mut self, bytes: u64) {
        self.members.add(1, bytes);
    }

    /// Counts an entry whose packing is not opened; it is counted as read besides.
    pub fn record_unopened(&mut self, bytes: u64) {
        self.unopened.add(1, bytes);
    }

    /// Counts an entry read in part: `read` bytes were seen, `missed` were not, for `reason`.
    pub fn record_partly(&mut self, read: u64, missed: u64, reason: SkipReason) {
        self.partly.add(1, read);
        self.skipped.entry(reason).or_default().add(0, missed);
    }

    /// Counts an entry left out.
    pub fn record_skipped(&mut self, reason: SkipReason, bytes: u64) {
        self.skipped.entry(reason).or_default().add(1, bytes);
    }

    /// Adds another ledger to this one.
    pub fn absorb(&mut self, other: &Self) {
        for (mine, theirs) in [
            (&mut self.read, other.read),
            (&mut self.partly, other.partly),
            (&mut self.members, other.members),
            (&mut self.unopened, other.unopened),
        ] {
            mine.add(theirs.files, theirs.bytes);
        }
        for (reason, amount) in &other.skipped {
            self.skipped.entry(*reason).or_default().add(amount.files, amount.bytes);
        }
        self.directories += other.directories;
        self.interrupted |= other.interrupted;
    }

    /// Whether something was left out that nobody asked to leave out.
    #[must_use]
    pub fn has_gap(&self) -> bool {
        self.interrupted || self.skipped.keys().any(|reason| reason.leaves_a_gap())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_is_no_gap() {
        let mut coverage = Coverage::default();
        coverage.record_read(10);
        coverage.record_skipped(SkipReason::Excluded, 5);
        assert!(!coverage.has_gap());
        coverage.record_skipped(SkipReason::Unreadable, 0);
        assert!(coverage.has_gap());
    }

    #[test]
    fn absorbing_adds_every_line() {
        let mut left = Coverage::default();
        left.record_read(1);
        let mut right = Coverage::default();
        right.record_partly(3, 4, SkipReason::Shrank);
        right.record_member(9);
        left.absorb(&right);
        assert_eq!(left.partly, Amount { files: 1, bytes: 3 });
        assert_eq!(left.members, Amount { files: 1, bytes: 9 });
        assert_eq!(left.skipped[&SkipReason::Shrank], Amount { files: 0, bytes: 4 });
    }
}
