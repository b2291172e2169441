using System.Collections.Immutable;

namespace AgentGrid.Contracts.Identity;

/// <summary>Who asks. The first argument of every grain command, checked there again.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.caller")]
public sealed class Caller
{
    /// <summary>The grid itself.</summary>
    public static readonly Caller System = new() { Subject = "system", Kind = CallerKind.System, Roles = [GridRoles.Admin], Scopes = GridScopes.All };

    /// <summary>Stable id of the subject.</summary>
    [Id(0)]
    public required string Subject { get; init; }

    /// <summary>What sort of subject it is.</summary>
    [Id(1)]
    public required CallerKind Kind { get; init; }

    /// <summary>Roles held, of <see cref="GridRoles"/>.</summary>
    [Id(2)]
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>What the credential may be used for, of <see cref="GridScopes"/>; empty = nothing. The API checks it: grains ask for roles.</summary>
    [Id(3)]
    public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>What people call the subject (e-mail address, slug), for the audit log; null when not known.</summary>
    [Id(4)]
    public string? Name { get; init; }

    /// <summary>What the caller presented, as the tag by which it is revoked (<c>session:…</c>, <c>token:…</c>, <c>grant:…</c>, <c>client:…</c>); null for the grid itself.</summary>
    [Id(5)]
    public string? Credential { get; init; }

    /// <summary>Address the request came from; null when there is no request.</summary>
    [Id(6)]
    public string? Address { get; init; }

    /// <summary>The <c>x-request-id</c> of the request; null when there is none.</summary>
    [Id(7)]
    public string? RequestId { get; init; }

    /// <summary>The same caller with where this request comes from.</summary>
    public Caller From(string? address, string? requestId) => new()
    {
        Subject = Subject,
        Kind = Kind,
        Roles = Roles,
        Scopes = Scopes,
        Name = Name,
        Credential = Credential,
        Address = address,
        RequestId = requestId,
    };

    /// <summary>True when the caller holds the role, or is an administrator.</summary>
    public bool Is(string role) => Roles.Contains(role) || Roles.Contains(GridRoles.Admin);

    /// <summary>Refuses a caller that holds none of the roles.</summary>
    /// <exception cref="GridException">With <see cref="GridErrorCode.Forbidden"/>.</exception>
    public void Demand(string role)
    {
        if (!Is(role)) throw new GridException(GridErrorCode.Forbidden, $"This needs the role '{role}'.");
    }
}
