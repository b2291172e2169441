using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Postgres.Identity.OAuth;

/// <summary>Reads stored scopes, which were checked when they were written.</summary>
internal static class ScopeText
{
    internal static ScopeSet Read(string text) => ScopeSet.TryParse(text, out var scopes) ? scopes : throw new InvalidOperationException("Stored scopes are not of the closed list.");

    internal static ScopeSet Read(IEnumerable<string> names) => Read(string.Join(' ', names));
}
