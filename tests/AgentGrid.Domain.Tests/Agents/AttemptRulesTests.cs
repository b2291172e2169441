using AgentGrid.Domain.Agents;

namespace AgentGrid.Domain.Tests.Agents;

public sealed class AttemptRulesTests
{
    [Fact]
    public void IsFailure_is_the_closed_list() =>
        Assert.Equal([429, 500, 502, 503, 504, 529], Enumerable.Range(100, 500).Where(AttemptRules.IsFailure));
}
