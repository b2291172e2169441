namespace AgentGrid.Domain.Agents;

/// <summary>Turns the results of active checks into a verdict: two failures in a row make an agent unhealthy, one success makes it healthy. </summary>
/// <param name="known">The verdict of before, e.g. as stored.</param>
public sealed class HealthTracker(AgentHealth known = AgentHealth.Unknown)
{
    private const int FailuresToUnhealthy = 2;

    private int _failures = known == AgentHealth.Unhealthy ? FailuresToUnhealthy : 0;

    /// <summary>The verdict now.</summary>
    public AgentHealth Health { get; private set; } = known;

    /// <summary>Takes one check's result and says whether the verdict changed.</summary>
    public bool Record(bool success)
    {
        _failures = success ? 0 : Math.Min(_failures + 1, FailuresToUnhealthy);
        var before = Health;
        if (success)
            Health = AgentHealth.Healthy;
        else if (_failures == FailuresToUnhealthy)
            Health = AgentHealth.Unhealthy;
        return Health != before;
    }
}
