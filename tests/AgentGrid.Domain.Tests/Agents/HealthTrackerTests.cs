using AgentGrid.Domain.Agents;

namespace AgentGrid.Domain.Tests.Agents;

public sealed class HealthTrackerTests
{
    [Theory]
    [InlineData("", AgentHealth.Unknown, false)]
    [InlineData("-", AgentHealth.Unknown, false)]
    [InlineData("--", AgentHealth.Unhealthy, true)]
    [InlineData("---", AgentHealth.Unhealthy, false)]
    [InlineData("+", AgentHealth.Healthy, true)]
    [InlineData("++", AgentHealth.Healthy, false)]
    [InlineData("+-", AgentHealth.Healthy, false)]
    [InlineData("+--", AgentHealth.Unhealthy, true)]
    [InlineData("-+", AgentHealth.Healthy, true)]
    [InlineData("+-+-", AgentHealth.Healthy, false)]
    [InlineData("--+", AgentHealth.Healthy, true)]
    [InlineData("--+-", AgentHealth.Healthy, false)]
    public void Record_checks_in_order_give_the_verdict(string checks, AgentHealth expected, bool lastChanged)
    {
        var tracker = new HealthTracker();
        var changed = false;
        foreach (var check in checks)
            changed = tracker.Record(check == '+');
        Assert.Equal(expected, tracker.Health);
        Assert.Equal(lastChanged, changed);
    }
}
