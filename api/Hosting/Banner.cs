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
        lines.Add("  stop      Ctrl-C; requests under way may end first");
        lines.Add("");
        foreach (var line in lines) Console.Out.WriteLine(line);
    }
}
