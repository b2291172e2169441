using System.Collections.Immutable;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Audit;

/// <summary>
/// The heads of all chains at one moment, signed (ES256, RFC 7518 section 3.4). Kept outside of the database too, it shows what a chain by itself cannot: that its end was
/// cut off, that it was written anew, that a backup was put back. Each names the one before, so the signature of one vouches for all before it.
/// </summary>
public sealed partial class AuditCheckpoint
{
    /// <summary>Most chains under one checkpoint.</summary>
    public const int MaxHeads = 16_384;

    // Tag, version, numbers, two digests, the key's id, and room to spare.
    private const int LongestStatement = 384;
    private const int LongestLeaf = 320;

    private AuditCheckpoint(long number, DateTimeOffset time, AuditFingerprint previous, AuditFingerprint root, ImmutableArray<AuditHead> heads, string keyId, ImmutableArray<byte> signature)
    {
        Number = number;
        Time = time;
        Previous = previous;
        Root = root;
        Heads = heads;
        KeyId = keyId;
        Signature = signature;
        Hash = AuditFingerprint.Of(Statement(stackalloc byte[LongestStatement]).Written);
    }

    /// <summary>From 1, without gaps.</summary>
    public long Number { get; }

    /// <summary>When, in whole microseconds, UTC.</summary>
    public DateTimeOffset Time { get; }

    /// <summary><see cref="Hash"/> of the checkpoint before; 32 zero bytes in the first.</summary>
    public AuditFingerprint Previous { get; }

    /// <summary>Root of the Merkle tree over <see cref="Heads"/>.</summary>
    public AuditFingerprint Root { get; }

    /// <summary>The last entry of every chain, sorted by the chain's name (ordinal).</summary>
    public ImmutableArray<AuditHead> Heads { get; }

    /// <summary>Thumbprint of the key that signed (RFC 7638).</summary>
    public string KeyId { get; }

    /// <summary>r ‖ s, 64 bytes.</summary>
    public ImmutableArray<byte> Signature { get; }

    /// <summary>SHA-256 of the bytes that are signed: what the next checkpoint names as <see cref="Previous"/>.</summary>
    public AuditFingerprint Hash { get; }

    /// <summary>Makes and signs the checkpoint that follows another.</summary>
    /// <param name="previous">The checkpoint before, or null for the first.</param>
    /// <param name="time">Now; cut off to microseconds.</param>
    /// <param name="heads">The heads of all chains that have entries, in any order.</param>
    /// <param name="key">An ES256 key.</param>
    /// <exception cref="ArgumentException">Another kind of key, a chain twice, a head of no entry, or more than <see cref="MaxHeads"/>.</exception>
    public static AuditCheckpoint Sign(AuditCheckpoint? previous, DateTimeOffset time, IEnumerable<AuditHead> heads, SigningKey key) =>
        Sign((previous?.Number ?? 0) + 1, previous?.Hash ?? default, time, heads, key);

    /// <summary>As the other, where of the checkpoint before only number and hash are at hand.</summary>
    /// <exception cref="ArgumentException">As there.</exception>
    public static AuditCheckpoint Sign(long number, AuditFingerprint previousHash, DateTimeOffset time, IEnumerable<AuditHead> heads, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        if (key.Algorithm != JwtAlgorithm.Es256)
            throw new ArgumentException("Checkpoints are signed with ES256.", nameof(key));
        var sorted = heads.OrderBy(head => head.Chain, StringComparer.Ordinal).ToImmutableArray();
        if (!AreHeads(sorted))
            throw new ArgumentException($"Not the heads of up to {MaxHeads} different chains.", nameof(heads));
        var utc = time.ToUniversalTime();
        var bare = new AuditCheckpoint(number, utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond)), previousHash, RootOf(sorted), sorted, key.KeyId, []);
        return bare.With([.. key.Sign(bare.Statement(stackalloc byte[LongestStatement]).Written)]);
    }

    /// <summary>Whether the root is that of the heads and the signature is this key's.</summary>
    public bool IsSignedBy(VerificationKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Algorithm == JwtAlgorithm.Es256 && key.KeyId == KeyId && RootOf(Heads) == Root
            && key.Verify(Statement(stackalloc byte[LongestStatement]).Written, Signature.AsSpan());
    }

    private AuditCheckpoint With(ImmutableArray<byte> signature) => new(Number, Time, Previous, Root, Heads, KeyId, signature);

    // The key is part of what is signed, so a signature cannot be passed off as another key's.
    private HashInput Statement(Span<byte> buffer)
    {
        var input = new HashInput(buffer, "agentgrid.audit.checkpoint"u8, AuditLink.CurrentVersion);
        input.U64(Number);
        input.U64((Time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        input.Digest(Previous);
        input.U64(Heads.Length);
        input.Digest(Root);
        input.Text(KeyId);
        return input;
    }

    private static AuditFingerprint RootOf(ImmutableArray<AuditHead> heads)
    {
        var leaves = new AuditFingerprint[heads.Length];
        Span<byte> buffer = stackalloc byte[LongestLeaf];
        for (var i = 0; i < leaves.Length; i++)
        {
            var input = new HashInput(buffer, "agentgrid.audit.head"u8, AuditLink.CurrentVersion);
            input.Text(heads[i].Chain);
            input.U64(heads[i].Epoch);
            input.U64(heads[i].Index);
            input.Digest(heads[i].Fingerprint);
            leaves[i] = MerkleTree.Leaf(input.Written);
        }
        return MerkleTree.Root(leaves);
    }

    private static bool AreHeads(ImmutableArray<AuditHead> heads)
    {
        if (heads.Length > MaxHeads)
            return false;
        for (var i = 0; i < heads.Length; i++)
        {
            if (!AuditChains.IsName(heads[i].Chain) || heads[i].Index is < 1 or > AuditHead.Max || heads[i].Epoch is < 1 or > AuditHead.Max
                || (i > 0 && string.CompareOrdinal(heads[i - 1].Chain, heads[i].Chain) >= 0))
                return false;
        }
        return true;
    }
}
