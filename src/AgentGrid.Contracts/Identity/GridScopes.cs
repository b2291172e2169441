using System.Collections.Immutable;

namespace AgentGrid.Contracts.Identity;

/// <summary>What a credential may be used for (OAuth scopes that open routes of ours).</summary>
public static class GridScopes
{
    /// <summary>The management API.</summary>
    public const string Grid = "grid";

    /// <summary>The model gateway.</summary>
    public const string Gateway = "gateway";

    /// <summary>The rooms.</summary>
    public const string Rooms = "rooms";

    /// <summary>All of them: sessions of people, and the grid itself.</summary>
    public static readonly ImmutableArray<string> All = [Grid, Gateway, Rooms];
}
