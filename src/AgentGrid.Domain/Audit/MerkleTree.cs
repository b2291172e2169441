using System.Security.Cryptography;

namespace AgentGrid.Domain.Audit;

/// <summary>The root of a Merkle tree with the hashing of RFC 9162 section 2.1.1 (as in RFC 6962): leaves are SHA-256(00 ‖ data), nodes SHA-256(01 ‖ left ‖ right).</summary>
public static class MerkleTree
{
    /// <summary>The hash of a leaf.</summary>
    public static AuditFingerprint Leaf(ReadOnlySpan<byte> data)
    {
        Span<byte> digest = stackalloc byte[AuditFingerprint.Bytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(data);
        hash.GetHashAndReset(digest);
        return new AuditFingerprint(digest);
    }

    /// <summary>The root over leaves that are hashed already, in order. Of no leaves: the SHA-256 of nothing.</summary>
    public static AuditFingerprint Root(ReadOnlySpan<AuditFingerprint> leaves)
    {
        if (leaves.Length == 0)
            return AuditFingerprint.Of([]);
        // Level by level; a node without a neighbour moves up as it is. That is the tree of the RFC, which splits at the largest power of two below the size.
        var level = leaves.ToArray();
        for (var size = level.Length; size > 1; size = (size + 1) / 2)
        {
            for (var i = 0; i < size; i += 2)
                level[i / 2] = i + 1 < size ? Node(level[i], level[i + 1]) : level[i];
        }
        return level[0];
    }

    private static AuditFingerprint Node(in AuditFingerprint left, in AuditFingerprint right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * AuditFingerprint.Bytes)];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + AuditFingerprint.Bytes)..]);
        return AuditFingerprint.Of(input);
    }
}
