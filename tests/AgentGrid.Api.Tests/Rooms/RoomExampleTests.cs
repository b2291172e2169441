using System.Diagnostics;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Rooms;

/// <summary>The programs of <c>docs/examples</c>, run as they stand there.</summary>
public sealed class RoomExampleTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Curl_posts_and_reads()
    {
        RealParts.Program("curl");
        var (room, agent, token) = await RoomAsync();
        using var example = Start(RealParts.Program("sh"), [Example("rooms.sh")], room, token);
        await example.SeeAsync("\"seq\":1");
        await example.SeeAsync("Hello from curl.");
        Assert.Equal("Hello from curl.", Assert.Single(await agent.HistoryAsync(room)).GetProperty("body").GetString());
    }

    [Fact]
    public async Task Plain_socket_sends_hears_and_comes_back()
    {
        var (room, agent, token) = await RoomAsync();
        // The flag is for Node before 22, which has the class but does not show it.
        using var example = Start(RealParts.Program("node"), ["--experimental-websocket", "--no-warnings", Example("rooms.mjs"), "Hello from Node"], room, token);
        await example.SeeAsync($"1 {agent.Name}: Hello from Node");
        await agent.PostAsync(room, "Said elsewhere");
        await example.SeeAsync($"2 {agent.Name}: Said elsewhere");
    }

    [Fact]
    public async Task Socketio_client_sends_and_hears()
    {
        var modules = Path.Combine(Root(), "tests", "AgentGrid.Api.Tests", "clients", "socketio", "node_modules");
        if (!File.Exists(Path.Combine(modules, ".package-lock.json"))) await InstallAsync(Path.GetDirectoryName(modules)!);
        var (room, agent, token) = await RoomAsync();
        // Node looks for packages beside the program.
        var copy = Path.Combine(Directory.CreateDirectory(Path.Combine(modules, ".examples")).FullName, "rooms-socketio.mjs");
        File.Copy(Example("rooms-socketio.mjs"), copy, overwrite: true);
        using var example = Start(RealParts.Program("node"), [copy, "Hello from socket.io"], room, token);
        await example.SeeAsync($"1 {agent.Name}: Hello from socket.io");
        await agent.PostAsync(room, "Said elsewhere");
        await example.SeeAsync($"2 {agent.Name}: Said elsewhere");
    }

    private static async Task InstallAsync(string folder)
    {
        using var npm = Process.Start(new ProcessStartInfo(RealParts.Program("npm"), ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]) { WorkingDirectory = folder })!;
        await npm.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (npm.ExitCode != 0) throw RealParts.Missing($"npm ci in {folder} failed");
    }

    private static string Example(string name) => Path.Combine(Root(), "docs", "examples", name);

    private static string Root()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "OrleansAgentGrid.sln"))) root = root.Parent!;
        return root.FullName;
    }

    private Running Start(string program, string[] arguments, string room, string token) => new(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["GRID"] = shared.Grid.Url.ToString().TrimEnd('/'), ["ROOM"] = room, ["API_TOKEN"] = token },
    });

    private async Task<(string Room, RoomAgent Agent, string Token)> RoomAsync()
    {
        var agent = await shared.AgentAsync();
        var made = (await shared.Admin.PostAnswerAsync($"/api/v1/agents/{agent.Id}/tokens", """{"name":"example"}""")).Json;
        return (await shared.RoomAsync(agent), agent, made.GetProperty("token").GetString()!);
    }

    private sealed class Running : IDisposable
    {
        private readonly Process _process;
        private readonly List<string> _lines = [];
        private readonly SemaphoreSlim _came = new(0);

        public Running(ProcessStartInfo start)
        {
            _process = Process.Start(start)!;
            _process.OutputDataReceived += (_, line) => Hear(line.Data);
            _process.ErrorDataReceived += (_, line) => Hear(line.Data);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public async Task SeeAsync(string text)
        {
            while (true)
            {
                lock (_lines)
                    if (_lines.Any(line => line.Contains(text, StringComparison.Ordinal))) return;
                if (!await _came.WaitAsync(Longest, TestContext.Current.CancellationToken)) Assert.Fail($"'{text}' did not come, but: {string.Join(Environment.NewLine, _lines)}");
            }
        }

        public void Dispose()
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            _process.Dispose();
            _came.Dispose();
        }

        private void Hear(string? line)
        {
            if (line is null) return;
            lock (_lines) _lines.Add(line);
            _came.Release();
        }
    }
}
