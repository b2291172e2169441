using System.Text.Json;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>A seal: contents that lie in an archive now.</summary>
/// <param name="Index">The entry of chain <c>system</c> that says so.</param>
/// <param name="Time">When.</param>
/// <param name="Actor">Who wanted it.</param>
/// <param name="After">Number of the checkpoint after which the archive begins; 0: with the first entry.</param>
/// <param name="Checkpoint">Number of the checkpoint through which contents are sealed.</param>
/// <param name="Through">When that was signed.</param>
/// <param name="Archive">The archive's name.</param>
/// <param name="ArchiveHash">SHA-256 of its file.</param>
/// <param name="Contents">How many contents it holds.</param>
public sealed record AuditSealResponse(
    long Index, DateTimeOffset Time, AuditActorResponse Actor, long After, long Checkpoint, DateTimeOffset Through, string Archive, string ArchiveHash, long Contents)
{
    internal static AuditSealResponse Of(AuditEntry entry, AuditSeal seal)
    {
        var (happened, details) = (entry.Event!, JsonElement.Parse(entry.Event!.Details!));
        return new AuditSealResponse(
            entry.Link.Index, happened.Time, new AuditActorResponse(happened.Actor.Id, happened.Actor.Kind, happened.Actor.Name), seal.After, seal.Checkpoint,
            details.GetProperty("through").GetDateTimeOffset(), seal.Archive, seal.ArchiveHash.ToString(), details.GetProperty("contents").GetInt64());
    }
}
