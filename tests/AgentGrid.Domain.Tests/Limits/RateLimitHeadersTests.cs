using AgentGrid.Domain.Limits;

namespace AgentGrid.Domain.Tests.Limits;

public sealed class RateLimitHeadersTests
{
    [Fact]
    public void Policy_names_permits_and_window()
    {
        Assert.Equal("\"dispatch\";q=60;w=60", RateLimitHeaders.Policy(LimitPolicy.Dispatch));
        Assert.Equal("\"socket-events\";q=30;w=1", RateLimitHeaders.Policy(LimitPolicy.SocketEvents));
        Assert.Equal("\"x\";q=1;w=1", RateLimitHeaders.Policy(new LimitPolicy("x", 1, TimeSpan.FromMilliseconds(1), default, default)));
    }

    [Fact]
    public void Limit_shows_the_reset_or_when_refused_the_retry()
    {
        Assert.Equal("\"dispatch\";r=12;t=31", RateLimitHeaders.Limit(LimitPolicy.Dispatch, new LimitDecision(true, 60, 12, 30_001, 0)));
        Assert.Equal("\"dispatch\";r=0;t=5", RateLimitHeaders.Limit(LimitPolicy.Dispatch, new LimitDecision(false, 60, 0, 60_000, 5_000)));
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(1000, "1")]
    [InlineData(1001, "2")]
    [InlineData(0, "1")]
    public void RetryAfter_rounds_up(long milliseconds, string expected) =>
        Assert.Equal(expected, RateLimitHeaders.RetryAfter(new LimitDecision(false, 1, 0, 0, milliseconds)));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(-1, "0s")]
    [InlineData(1, "1ms")]
    [InlineData(850, "850ms")]
    [InlineData(1000, "1s")]
    [InlineData(7660, "7.66s")]
    [InlineData(59_999, "59.999s")]
    [InlineData(60_000, "1m0s")]
    [InlineData(360_000, "6m0s")]
    [InlineData(3_600_000, "1h0m0s")]
    [InlineData(90_061_500, "25h1m1.5s")]
    public void OpenAiDuration_writes_go_durations(long milliseconds, string expected) => Assert.Equal(expected, RateLimitHeaders.OpenAiDuration(milliseconds));
}
