using AgentGrid.Api.Identity;
using AgentGrid.Api.Identity.People;

namespace AgentGrid.Api.Hosting;

/// <summary>What the terminal says once the grid serves.</summary>
internal static class Banner
{
    internal static void Print(GridHost host, GridOptions options)
    {
        var url = host.Urls.FirstOrDefault() ?? "";
        var database = options.IsAllInOne ? $"private PostgreSQL in {Path.GetFullPath(options.Home)}" : "PostgreSQL from DATABASE_URL";
        var lines = new List<string>
        {
            "",
            $"OrleansAgentGrid serves at {string.Join(", ", host.Urls)}",
            $"  engine    {GrainHosting.Engine}",
            $"  database  {database}",
            $"  try it    curl -H \"Authorization: Bearer $TOKEN\" {url}/v1/models",
        };
        lines.AddRange(Administrator(host, options));
        lines.Add("  stop      Ctrl-C; requests under way may end first");
        lines.Add("");
        foreach (var line in lines) Console.Out.WriteLine(line);
    }

    private static string[] Administrator(GridHost host, GridOptions options)
    {
        var first = host.Services.GetRequiredService<FirstAdministrator>();
        if (first.GeneratedPassword is { } password)
            return [$"  admin     sign in as {FirstAdministrator.Email} with this password, which is shown once:", $"            {password}"];
        if (first.WasMade) return [$"  admin     sign in as {FirstAdministrator.Email} with the password in GRID_ADMIN_PASSWORD"];
        return host.Services.GetRequiredService<FixedTokens>().BootstrapIsOpen
            ? ["  admin     the token in GRID_ADMIN_TOKEN, until the first administrator is made: POST /api/v1/users"]
            : options.AdminToken is null ? [] : ["  admin     GRID_ADMIN_TOKEN opens nothing any more: there is an administrator"];
    }
}
