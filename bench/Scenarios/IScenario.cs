using AgentGrid.Bench.Reporting;

namespace AgentGrid.Bench.Scenarios;

/// <summary>One thing that can be measured.</summary>
internal interface IScenario
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>One line for the list of scenarios.</summary>
    string Summary { get; }

    /// <summary>The conditions that the scenario sets, for the report.</summary>
    IReadOnlyDictionary<string, string> Settings(BenchOptions options);

    Task MeasureAsync(BenchOptions options, Report report, CancellationToken cancellation);
}
