using AgentGrid.Domain.Agents;

namespace AgentGrid.Domain.Tests.Agents;

public sealed class AttemptRulesTests
{
    [Fact]
    public void IsFailure_is_the_closed_list() =>
        Assert.Equal([429, 500, 502, 503, 504, 529], Enumerable.Range(100, 500).Where(AttemptRules.IsFailure));

    [Theory]
    [InlineData(AttemptOutcome.Answered, 200, 1, false, AttemptAction.Return, false)]
    [InlineData(AttemptOutcome.Answered, 400, 1, false, AttemptAction.Return, false)]
    [InlineData(AttemptOutcome.Answered, 402, 1, false, AttemptAction.Return, false)]
    [InlineData(AttemptOutcome.Answered, 501, 1, false, AttemptAction.Return, false)]
    [InlineData(AttemptOutcome.Answered, 429, 1, false, AttemptAction.TryNext, true)]
    [InlineData(AttemptOutcome.Answered, 529, 2, false, AttemptAction.TryNext, true)]
    [InlineData(AttemptOutcome.Answered, 503, 3, false, AttemptAction.Fail, true)]
    [InlineData(AttemptOutcome.ConnectError, 0, 1, false, AttemptAction.TryNext, true)]
    [InlineData(AttemptOutcome.ConnectError, 0, 3, false, AttemptAction.Fail, true)]
    [InlineData(AttemptOutcome.Timeout, 0, 2, false, AttemptAction.TryNext, true)]
    [InlineData(AttemptOutcome.Timeout, 200, 1, true, AttemptAction.EndStream, true)]
    [InlineData(AttemptOutcome.BrokenAnswer, 200, 1, false, AttemptAction.TryNext, true)]
    [InlineData(AttemptOutcome.BrokenAnswer, 200, 1, true, AttemptAction.EndStream, true)]
    [InlineData(AttemptOutcome.Answered, 200, 3, true, AttemptAction.Return, false)]
    [InlineData(AttemptOutcome.ClientGone, 0, 1, false, AttemptAction.Stop, false)]
    [InlineData(AttemptOutcome.ClientGone, 0, 1, true, AttemptAction.Stop, false)]
    public void Decide_follows_the_table(AttemptOutcome outcome, int status, int attempts, bool firstByteSent, AttemptAction action, bool failure) =>
        Assert.Equal(new AttemptVerdict(action, failure), AttemptRules.Decide(outcome, status, attempts, firstByteSent));

    [Fact]
    public void Decide_before_any_attempt_throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AttemptRules.Decide(AttemptOutcome.Answered, 200, 0, false));
}
