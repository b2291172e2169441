using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Postgres.Audit;

/// <summary>Reads what waits in the outbox and makes entries of it.</summary>
internal static class OutboxEvent
{
    // Enough to see what it was meant to be.
    private const int MostQuoted = 2_000;

    /// <summary>The entry of a waiting row. One that cannot be read must not hold up the chain and must not vanish: then the entry says so, and quotes it.</summary>
    internal static AuditEntry Chain(AuditHead head, long id, DateTimeOffset at, string text, AuditContent content)
    {
        try
        {
            if (JsonSerializer.Deserialize<AuditEvent>(text, AuditOutbox.Json) is { Actor: { Id: not null, Kind: not null }, Action: not null, Target: null or { Type: not null, Id: not null } } happened)
                return AuditEntry.After(head, AuditEventBounds.Fit(happened), content);
        }
        catch (Exception unreadable) when (unreadable is JsonException or CanonicalJsonException)
        {
            // The entry below tells of it.
        }

        return AuditEntry.After(head, Unreadable(id, at, text), content);
    }

    private static AuditEvent Unreadable(long id, DateTimeOffset at, string text) => AuditEventBounds.Fit(new AuditEvent
    {
        Time = at,
        Actor = new AuditActor("system", "system", null),
        Action = AuditActions.AuditEventUnreadable,
        Result = AuditResult.Failed,
        Details = AuditDetails.Of(
            ("id", id),
            ("sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))),
            ("text", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text[..Math.Min(text.Length, MostQuoted)])))),
    });
}
