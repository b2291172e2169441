using System.Globalization;
using System.Text.Json;
using AgentGrid.Bench.Load;
using AgentGrid.Bench.Rooms;
using AgentGrid.Bench.Upstream;

namespace AgentGrid.Bench.Scenarios;

/// <summary>What this program does when it starts itself again, as processes of their own that can be pinned to cores.</summary>
internal static class InnerRoles
{
    /// <summary><c>upstream --port N [--port N …]</c>: the mock model server, until SIGTERM.</summary>
    internal static int Upstream(string[] arguments, CancellationToken stop)
    {
        var ports = arguments.Where((_, index) => index > 0 && arguments[index - 1] == "--port").Select(port => int.Parse(port, CultureInfo.InvariantCulture)).ToArray();
        if (ports.Length == 0) throw new FormatException("upstream needs --port N, once for every port.");
        using var server = new UpstreamServer(ports);
        server.Run(stop);
        return 0;
    }

    /// <summary><c>load</c>: one run of the generator; the plan comes as JSON on standard input, the result goes as JSON to standard output.</summary>
    internal static int Load()
    {
        var plan = JsonSerializer.Deserialize<LoadPlan>(Console.In.ReadToEnd()) ?? throw new FormatException("load needs a plan on standard input.");
        using var generator = new LoadGenerator(plan);
        Console.Out.WriteLine(JsonSerializer.Serialize(generator.Run()));
        return 0;
    }

    /// <summary><c>room-load</c>: the same for messages in rooms.</summary>
    internal static int RoomLoad()
    {
        var plan = JsonSerializer.Deserialize<RoomLoadPlan>(Console.In.ReadToEnd()) ?? throw new FormatException("room-load needs a plan on standard input.");
        using var load = new RoomLoad(plan);
        Console.Out.WriteLine(JsonSerializer.Serialize(load.Run()));
        return 0;
    }
}
