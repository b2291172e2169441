using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>A signed checkpoint over the heads of all chains, without the heads.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Time">When it was signed.</param>
/// <param name="Chains">How many chains it covers.</param>
/// <param name="Entries">How many entries it covers.</param>
/// <param name="Key">Thumbprint of the key that signed (RFC 7638): what a verifier must know.</param>
/// <param name="Root">Root of the Merkle tree over the heads.</param>
/// <param name="Previous">Hash of the checkpoint before.</param>
/// <param name="Hash">Its own hash.</param>
/// <param name="Signature">ES256, base64url.</param>
public sealed record AuditCheckpointResponse(long Number, DateTimeOffset Time, int Chains, long Entries, string Key, string Root, string Previous, string Hash, string Signature)
{
    internal static AuditCheckpointResponse Of(AuditCheckpoint checkpoint) => new(
        checkpoint.Number, checkpoint.Time, checkpoint.Heads.Length, checkpoint.Heads.Sum(head => head.Index), checkpoint.KeyId, checkpoint.Root.ToString(), checkpoint.Previous.ToString(),
        checkpoint.Hash.ToString(), System.Buffers.Text.Base64Url.EncodeToString([.. checkpoint.Signature]));
}
