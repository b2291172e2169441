namespace AgentGrid.Domain.Audit;

/// <summary>What holds an entry in its chain, and what is kept of it for ever: its place and three digests, but nothing that was said.</summary>
public readonly record struct AuditLink
{
    /// <summary>The version of layouts that is written.</summary>
    public const int CurrentVersion = 1;

    // Tag, version, name, two numbers, two digests, and room to spare.
    private const int Longest = 320;

    /// <summary>Version of the layout, <see cref="CurrentVersion"/>.</summary>
    public required int Version { get; init; }

    /// <summary>Name of the chain.</summary>
    public required string Chain { get; init; }

    /// <summary>Grows when the chain goes on from a restored backup.</summary>
    public required long Epoch { get; init; }

    /// <summary>Place in the chain, from 1, without gaps through all epochs.</summary>
    public required long Index { get; init; }

    /// <summary>Fingerprint of the entry before; of the first entry of an epoch see <see cref="AuditHead.Genesis"/>.</summary>
    public required AuditFingerprint Previous { get; init; }

    /// <summary>SHA-256 of the canonical content, see <see cref="AuditContent"/>.</summary>
    public required AuditFingerprint ContentHash { get; init; }

    /// <summary>SHA-256 over all of the above.</summary>
    public required AuditFingerprint Fingerprint { get; init; }

    /// <summary>The chain's head when this is its last entry.</summary>
    public AuditHead Head => new(Chain, Epoch, Index, Fingerprint);

    /// <summary>The fingerprint that the other fields must have.</summary>
    public AuditFingerprint ComputeFingerprint()
    {
        var input = new HashInput(stackalloc byte[Longest], "agentgrid.audit.entry"u8, Version);
        input.Text(Chain);
        input.U64(Epoch);
        input.U64(Index);
        input.Digest(Previous);
        input.Digest(ContentHash);
        return AuditFingerprint.Of(input.Written);
    }
}
