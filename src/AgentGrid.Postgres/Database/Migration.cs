using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace AgentGrid.Postgres.Database;

/// <summary>One numbered schema change: <c>Migrations/NNNN_name.sql</c>. Never edited once released; the next change is the next number.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Name">Words after the number in the file's name.</param>
/// <param name="Sql">One or more statements, run as the owner in one transaction.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text, line ends normalised, lower-case hex: shows an applied file that was edited afterwards.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>The migrations of this version of the grid, in order.</summary>
    public static IReadOnlyList<Migration> Embedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"{typeof(PostgresOptions).Namespace}.Migrations.";
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(resource => resource.StartsWith(prefix, StringComparison.Ordinal))
                .Select(resource => Read(assembly, resource, resource[prefix.Length..^".sql".Length]))
                .OrderBy(migration => migration.Number),
        ];
    }

    private static Migration Read(Assembly assembly, string resource, string file)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new Migration(int.Parse(file[..4], CultureInfo.InvariantCulture), file[5..], reader.ReadToEnd());
    }
}
