using AgentGrid.Api.Audit;
using AgentGrid.Contracts;
using AgentGrid.Domain.Audit;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Audit;

public sealed class AuditBacklogTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly AuditOptions _options = new();
    private readonly AuditBacklog _backlog;

    public AuditBacklogTests() => _backlog = new AuditBacklog(_options, new AuditTelemetry(), _time);

    private void Measure(int events, double seconds) => _backlog.Measured(new AuditOutboxState([], events, TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(10_000, 60, false)]
    [InlineData(10_001, 1, true)]
    [InlineData(1, 60.1, true)]
    public void Demand_refuses_beyond_the_bounds_and_not_at_them(int events, double seconds, bool refused)
    {
        _backlog.Demand();
        Measure(events, seconds);

        Assert.Equal(refused, _backlog.IsBehind);
        if (!refused)
        {
            _backlog.Demand();
            return;
        }

        var refusal = Assert.Throws<GridException>(_backlog.Demand);
        Assert.Equal(GridErrorCode.Unavailable, refusal.Code);
        Assert.True(refusal.RetryAfterMs > 0);
        Measure(0, 0);
        _backlog.Demand();
    }

    [Fact]
    public void IsBehind_when_nothing_was_measured_for_long()
    {
        Measure(0, 0);
        _time.Advance(_options.MaxBacklogAge);
        Assert.False(_backlog.IsBehind);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_backlog.IsBehind);
        Measure(0, 0);
        Assert.False(_backlog.IsBehind);
    }
}
