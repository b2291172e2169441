namespace AgentGrid.Domain.Audit;

/// <summary>What is wrong with an audit log. On the wire: see <see cref="AuditTerms"/>.</summary>
public enum AuditFault
{
    /// <summary>The entry has a version that this program does not know.</summary>
    Version,

    /// <summary>The entry belongs to another chain.</summary>
    WrongChain,

    /// <summary>The entry's epoch lies before that of the entry before it.</summary>
    WrongEpoch,

    /// <summary>There is no entry of this index: it was deleted.</summary>
    Missing,

    /// <summary>There is a second entry of this index: one was inserted.</summary>
    Duplicate,

    /// <summary>Two whole entries follow the same entry: two writers went on from it.</summary>
    Forked,

    /// <summary>The entry is there, but not in its place.</summary>
    OutOfOrder,

    /// <summary>The entry is whole, but follows another entry than the one before it.</summary>
    LinkBroken,

    /// <summary>The entry's content has no canonical form: it is not what was written.</summary>
    ContentUnreadable,

    /// <summary>The entry's content is not what was written.</summary>
    ContentChanged,

    /// <summary>The entry's content is gone, though it was not sealed.</summary>
    ContentMissing,

    /// <summary>Contents were sealed, but the entry that is said to tell of it is not in its chain.</summary>
    SealMissing,

    /// <summary>The archive is not a file that was sealed.</summary>
    ArchiveChanged,

    /// <summary>The entry's fingerprint does not cover its fields: one of them was changed (its index too may be wrong, so the place in the walk is reported).</summary>
    FingerprintChanged,

    /// <summary>Every link holds, but the entry is not the one that a checkpoint signed: the chain was written anew from this entry or before, back to the last one that a checkpoint confirms.</summary>
    Rechained,

    /// <summary>The chain ends before an entry that a checkpoint signed.</summary>
    TailMissing,

    /// <summary>A checkpoint signed a chain that is not there at all.</summary>
    ChainMissing,

    /// <summary>The whole log is older than a checkpoint kept outside: a backup was put back.</summary>
    OlderBackup,

    /// <summary>A later epoch says itself that it goes on from an older backup; entries that a checkpoint signed are lost from here on.</summary>
    EpochReplaced,

    /// <summary>A checkpoint's root is not that of its heads, or its signature is not its key's.</summary>
    CheckpointSignature,

    /// <summary>A checkpoint does not follow the one before it: wrong number or hash.</summary>
    CheckpointLink,

    /// <summary>The checkpoint is another one than that of this number kept outside.</summary>
    CheckpointChanged,
}
