namespace AgentGrid.Domain.Audit.Bundles;

/// <summary>
/// The export format of an audit log: lines of JSON, each an object of one member that says what it is. In this order: one <c>header</c>, the <c>key</c>s, the
/// <c>seal</c> when contents were sealed (the entry that says so, which comes among the entries too), the <c>checkpoint</c>s by number, the <c>entry</c> lines (of each chain from its first entry on; chains may alternate), one <c>end</c> with the counts.
/// Checkpoints come first: a log that grows while it is exported then always has at least what they sign. docs/audit-format.md describes the members.
/// </summary>
public static class AuditBundle
{
    /// <summary>Member <c>format</c> of the header.</summary>
    public const string Format = "agentgrid-audit-bundle";

    /// <summary>Member <c>version</c> of the header.</summary>
    public const int Version = 1;

    /// <summary>Media type (RFC 6838 has none registered for lines of JSON; this one is customary).</summary>
    public const string MediaType = "application/x-ndjson";

    /// <summary>Customary end of the name of a bundle that is compressed (gzip, RFC 1952), as archives are.</summary>
    public const string CompressedExtension = ".ndjson.gz";

    /// <summary>Most bytes of a line that holds an entry.</summary>
    public const int MaxEntryLineBytes = CanonicalJson.MaxBytes + 4096;

    /// <summary>Most bytes of any line: that of a checkpoint over the most chains.</summary>
    public const int MaxLineBytes = AuditCheckpoint.MaxLineBytes + 64;
}
