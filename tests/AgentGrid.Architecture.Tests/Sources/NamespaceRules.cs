using System.Text.RegularExpressions;

namespace AgentGrid.Architecture.Tests.Sources;

/// <summary>Which code may name which: what project references alone cannot forbid.</summary>
internal static partial class NamespaceRules
{
    private static readonly HashSet<string> StartTheHost = new(StringComparer.Ordinal) { "api/Hosting/GrainHosting.cs", "api/Program.cs" };

    public static IEnumerable<string> Check(SourceFile file)
    {
        if (file.Folders is ["api", ..] && !StartTheHost.Contains(file.Path) && Grains().IsMatch(file.Text))
            yield return $"{file.Path}: the API calls grains by their interfaces; only {string.Join(" and ", StartTheHost)} may name AgentGrid.Grains.";
        if (file.Folders is ["grains", not "Hosting", ..] && Database().IsMatch(file.Text))
            yield return $"{file.Path}: a grain asks a store; SQL and connections stay in AgentGrid.Postgres.";
        if (file.Folders is ["src", "AgentGrid.Domain", ..] && Outside().IsMatch(file.Text))
            yield return $"{file.Path}: the domain knows no engine, no database and no HTTP.";
    }

    [GeneratedRegex(@"\bAgentGrid\.Grains\b")]
    private static partial Regex Grains();

    [GeneratedRegex(@"\b(Npgsql|Dapper|AgentGrid\.Postgres)\b")]
    private static partial Regex Database();

    [GeneratedRegex(@"\busing (static )?(Orleans|Npgsql|Dapper|System\.Net\.Http|System\.Net\.Sockets|System\.Data|Microsoft\.AspNetCore)\b")]
    private static partial Regex Outside();
}
