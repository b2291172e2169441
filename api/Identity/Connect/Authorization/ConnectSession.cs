using AgentGrid.Contracts.Identity;

namespace AgentGrid.Api.Identity.Connect.Authorization;

/// <summary>Who is signed in at the authorization server's pages.</summary>
internal sealed record ConnectSession
{
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    public required string Email { get; init; }

    /// <summary>When they proved who they are.</summary>
    public required DateTimeOffset AuthenticatedAt { get; init; }

    /// <summary>How (RFC 8176).</summary>
    public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>The user as one who does something, for the audit log.</summary>
    public Caller Actor(HttpContext context)
    {
        var stranger = context.Stranger();
        return new Caller { Subject = UserId.ToString("D"), Kind = CallerKind.User, Name = Email, Credential = $"session:{Id:D}" }.From(stranger.Address, stranger.RequestId);
    }
}
