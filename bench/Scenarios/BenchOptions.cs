using System.Globalization;

namespace AgentGrid.Bench.Scenarios;

/// <summary>What the command line says besides the scenario.</summary>
internal sealed record BenchOptions
{
    /// <summary>Rounds; every figure is the median over them.</summary>
    internal int Rounds { get; init; } = 3;

    /// <summary>Seconds that one measurement counts.</summary>
    internal double Seconds { get; init; } = 5;

    /// <summary>Agents of <c>tokens</c>.</summary>
    internal int Agents { get; init; } = 1000;

    /// <summary>Entries of the log of <c>audit</c>.</summary>
    internal long Entries { get; init; } = 1_000_000;

    /// <summary>Idle sockets, which <c>rooms</c> then measures instead of messages; 0 = messages.</summary>
    internal int Idle { get; init; }

    /// <summary>Messages of <c>rooms-faults</c>.</summary>
    internal int Messages { get; init; } = 100_000;

    /// <summary>File that the report is written to as JSON; null = <c>artifacts/bench/&lt;scenario&gt;.json</c>.</summary>
    internal string? JsonFile { get; init; }

    /// <summary>A missing peer is a failure (exit code 1) and not only a note.</summary>
    internal bool RequirePeers { get; init; }

    /// <exception cref="FormatException">An option is unknown or its value is wrong; the message says which.</exception>
    internal static BenchOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new BenchOptions();
        for (var index = 0; index < arguments.Length; index++)
        {
            if (arguments[index] == "--require-peers")
            {
                options = options with { RequirePeers = true };
                continue;
            }

            if (index + 1 == arguments.Length) throw new FormatException($"{arguments[index]} is not an option, or lacks its value.");
            options = options.With(arguments[index], arguments[++index]);
        }

        return options;
    }

    private BenchOptions With(string name, string value) => name switch
    {
        "--rounds" => this with { Rounds = (int)Number(name, value, 1, 1000) },
        "--seconds" => this with { Seconds = Number(name, value, 0.1, 3600) },
        "--agents" => this with { Agents = (int)Number(name, value, 1, 10_000) },
        "--entries" => this with { Entries = (long)Number(name, value, 1, 100_000_000) },
        "--idle" => this with { Idle = (int)Number(name, value, 0, 9_000) },
        "--messages" => this with { Messages = (int)Number(name, value, 1, 10_000_000) },
        "--json" => this with { JsonFile = value },
        _ => throw new FormatException($"{name} is not an option. There are --rounds N, --seconds S, --agents N, --entries N, --idle N, --messages N, --json FILE and --require-peers."),
    };

    private static double Number(string name, string value, double least, double most) =>
        double.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} takes a number from {least} to {most}, not '{value}'.");
}
