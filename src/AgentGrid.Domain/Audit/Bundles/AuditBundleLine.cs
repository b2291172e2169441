namespace AgentGrid.Domain.Audit.Bundles;

/// <summary>What a line of a bundle holds. In the order in which they may come.</summary>
public enum AuditBundleLine
{
    /// <summary>Format and version.</summary>
    Header,

    /// <summary>A public key.</summary>
    Key,

    /// <summary>The entry that says what was sealed.</summary>
    Seal,

    /// <summary>A checkpoint.</summary>
    Checkpoint,

    /// <summary>An entry.</summary>
    Entry,

    /// <summary>The counts: nothing follows.</summary>
    End,
}
