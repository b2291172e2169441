using System.Text.Json;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>An entry of the audit log. Its fingerprint covers all of it and the entry before: docs/audit-format.md.</summary>
public sealed record AuditEntryResponse
{
    public required string Chain { get; init; }

    public required long Epoch { get; init; }

    public required long Index { get; init; }

    public required int Version { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required AuditActorResponse Actor { get; init; }

    /// <summary>One of the closed list, <c>thing.deed</c>.</summary>
    public required string Action { get; init; }

    public AuditTargetResponse? Target { get; init; }

    /// <summary><c>ok</c>, <c>refused</c> or <c>failed</c>.</summary>
    public required string Result { get; init; }

    public string? Address { get; init; }

    public string? RequestId { get; init; }

    /// <summary>Further facts.</summary>
    public JsonElement? Details { get; init; }

    public required string ContentHash { get; init; }

    public required string PreviousFingerprint { get; init; }

    public required string Fingerprint { get; init; }

    internal static AuditEntryResponse Of(AuditEntry entry)
    {
        var (link, happened) = (entry.Link, entry.Event!);
        return new AuditEntryResponse
        {
            Chain = link.Chain,
            Epoch = link.Epoch,
            Index = link.Index,
            Version = link.Version,
            Time = happened.Time,
            Actor = new AuditActorResponse(happened.Actor.Id, happened.Actor.Kind, happened.Actor.Name),
            Action = happened.Action,
            Target = happened.Target is { } target ? new AuditTargetResponse(target.Type, target.Id, target.Name) : null,
            Result = AuditTerms.Name(happened.Result),
            Address = happened.Address,
            RequestId = happened.RequestId,
            Details = happened.Details is { } details ? Parse(details) : null,
            ContentHash = link.ContentHash.ToString(),
            PreviousFingerprint = link.Previous.ToString(),
            Fingerprint = link.Fingerprint.ToString(),
        };
    }

    // Details that somebody broke are shown as the text that they are.
    private static JsonElement Parse(string details)
    {
        try
        {
            return JsonElement.Parse(details);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(details);
        }
    }
}
