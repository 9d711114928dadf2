//! The file system under a directory: its name, the room on it, and whether its word can be taken.

/// What a file system tells of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Volume {
    /// `ext4`, `nfs`; of one that is not known, the number that it calls itself by.
    pub kind: String,
    /// Bytes that we may still write.
    pub free: u64,
}

/// Why less is to be trusted to a file system than to a local disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// Another machine says what is locked and what is on its disk.
    Remote,
    /// Another program does.
    Program,
    /// It is gone when the machine is started again.
    Memory,
}

/// Names by the number that `statfs` gives.
const NAMES: [(u32, &str, Option<Doubt>); 26] = [
    (0xef53, "ext4", None),
    (0x5846_5342, "xfs", None),
    (0x9123_683e, "btrfs", None),
    (0x2fc1_2fc1, "zfs", None),
    (0xf2f5_2010, "f2fs", None),
    (0xca45_1a4e, "bcachefs", None),
    (0x794c_7630, "overlay", None),
    (0x4d44, "vfat", None),
    (0x2011_bab0, "exfat", None),
    (0x5346_544e, "ntfs", None),
    (0x7366_746e, "ntfs3", None),
    (0x7371_7368, "squashfs", None),
    (0x6969, "nfs", Some(Doubt::Remote)),
    (0x517b, "smb", Some(Doubt::Remote)),
    (0xff53_4d42, "cifs", Some(Doubt::Remote)),
    (0xfe53_4d42, "smb2", Some(Doubt::Remote)),
    (0x5346_414f, "afs", Some(Doubt::Remote)),
    (0x00c3_6400, "ceph", Some(Doubt::Remote)),
    (0x0bd0_0bd0, "lustre", Some(Doubt::Remote)),
    (0x4750_4653, "gpfs", Some(Doubt::Remote)),
    (0x7375_7245, "coda", Some(Doubt::Remote)),
    (0x0102_1997, "9p", Some(Doubt::Remote)),
    (0x786f_4256, "vboxsf", Some(Doubt::Remote)),
    (0x6573_5546, "fuse", Some(Doubt::Program)),
    (0x0102_1994, "tmpfs", Some(Doubt::Memory)),
    (0x8584_58f6, "ramfs", Some(Doubt::Memory)),
];

impl Volume {
    /// By the number of its kind.
    pub fn of_kind(number: u32, free: u64) -> Volume {
        let known = NAMES.iter().find(|(of, ..)| *of == number);
        Volume { kind: known.map_or_else(|| format!("{number:#x}"), |(_, name, _)| (*name).to_owned()), free }
    }

    /// Whether it is one that is known here.
    pub fn is_known(&self) -> bool {
        NAMES.iter().any(|(_, name, _)| *name == self.kind)
    }

    /// Why what it says of locks and flushes may not hold.
    pub fn doubt(&self) -> Option<Doubt> {
        NAMES.iter().find(|(_, name, _)| *name == self.kind).and_then(|(.., doubt)| *doubt)
    }
}
