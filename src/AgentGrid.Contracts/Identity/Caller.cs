using System.Collections.Immutable;

namespace AgentGrid.Contracts.Identity;

/// <summary>Who asks. The first argument of every grain command, checked there again.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.caller")]
public sealed class Caller
{
    /// <summary>The grid itself.</summary>
    public static readonly Caller System = new() { Subject = "system", Kind = CallerKind.System, Roles = [GridRoles.Admin] };

    /// <summary>Stable id of the subject.</summary>
    [Id(0)]
    public required string Subject { get; init; }

    /// <summary>What sort of subject it is.</summary>
    [Id(1)]
    public required CallerKind Kind { get; init; }

    /// <summary>Roles held, of <see cref="GridRoles"/>.</summary>
    [Id(2)]
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>OAuth scopes of the credential; empty when the credential is not limited by scopes.</summary>
    [Id(3)]
    public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>True when the caller holds the role, or is an administrator.</summary>
    public bool Is(string role) => Roles.Contains(role) || Roles.Contains(GridRoles.Admin);

    /// <summary>Refuses a caller that holds none of the roles.</summary>
    /// <exception cref="GridException">With <see cref="GridErrorCode.Forbidden"/>.</exception>
    public void Demand(string role)
    {
        if (!Is(role)) throw new GridException(GridErrorCode.Forbidden, $"This needs the role '{role}'.");
    }
}
