using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Domain.Identity.ApiTokens;

/// <summary>The bounds and defaults of an API token's fields.</summary>
public static class ApiTokenRules
{
    public const string DefaultName = "API token";

    /// <summary>Live tokens (neither revoked nor expired) that one owner may have.</summary>
    public const int MaxLive = 50;

    /// <summary>Longest life of a token that ends.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(3653);

    /// <summary>The scopes that open anything of the grid; the others are for people who sign in at a client.</summary>
    public static readonly ScopeSet MostScopes = ScopeSet.Grid.Union(ScopeSet.Gateway).Union(ScopeSet.Rooms);

    /// <summary>Checks every field on its own.</summary>
    /// <param name="fields">As sent.</param>
    /// <param name="now">The present time.</param>
    /// <param name="scopes">The scopes when there are no errors; <see cref="MostScopes"/> when none were given.</param>
    /// <returns>Messages by field name (camelCase), empty when all is well. Messages never repeat the value.</returns>
    public static IReadOnlyDictionary<string, string[]> Validate(ApiTokenFields fields, DateTimeOffset now, out ScopeSet scopes)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (fields.Name is not null && !DisplayText.IsName(fields.Name)) errors["name"] = [DisplayText.NameMessage];
        scopes = MostScopes;
        if (fields.Scopes is not null && !(ScopeSet.TryParse(fields.Scopes, out scopes) && !scopes.IsEmpty && scopes.IsSubsetOf(MostScopes)))
            errors["scopes"] = [$"Must be one or more of: {MostScopes}."];
        if (fields.ExpiresAt is { } end && (end <= now || end > now + MaxLifetime)) errors["expiresAt"] = ["Must be in the future, at most ten years from now."];
        return errors;
    }
}
