namespace AgentGrid.Domain.Audit.Bundles;

/// <summary>A stream that is no whole bundle, so that nothing can be said about the log. Never quotes it.</summary>
/// <param name="line">Number of the line, from 1.</param>
/// <param name="problem">What is wrong with it.</param>
public sealed class AuditBundleException(long line, string problem) : FormatException($"Line {line} of the bundle: {problem}.")
{
    /// <summary>Number of the line, from 1.</summary>
    public long Line { get; } = line;
}
