using AgentGrid.Domain.Limits;

namespace AgentGrid.Domain.Tests.Limits;

public sealed class LimitPolicyTests
{
    [Fact]
    public void All_is_the_closed_list_of_the_gateway() =>
        Assert.Equal(
            ["login 10/60 ≤300", "totp 5/60 ≤600", "dispatch 60/60 ≤60", "anonymous 100/60 ≤60", "authenticated 600/60 ≤60", "socket-events 30/1 ≤30"],
            LimitPolicy.All.Select(p => $"{p.Name} {p.Permits}/{p.Window.TotalSeconds} ≤{p.BlockCap.TotalSeconds}"));

    [Fact]
    public void All_policies_make_a_window()
    {
        foreach (var policy in LimitPolicy.All)
        {
            Assert.True(new AdaptiveWindow(policy).TryAcquire(1, 0).Allowed);
            Assert.Same(policy, LimitPolicy.Find(policy.Name));
        }
        Assert.Null(LimitPolicy.Find("nothing"));
        Assert.Null(LimitPolicy.Find(null));
    }

    [Fact]
    public void WithPermits_changes_the_number_and_never_switches_off()
    {
        Assert.Equal(LimitPolicy.Dispatch with { Permits = 7 }, LimitPolicy.Dispatch.WithPermits(7));
        Assert.Throws<ArgumentOutOfRangeException>(() => LimitPolicy.Dispatch.WithPermits(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LimitPolicy.Dispatch.WithPermits(LimitPolicy.MaxPermits + 1));
    }

    [Theory]
    [InlineData(1200, 500, 1)]
    [InlineData(1201, 500, 60)]
    [InlineData(60_000, 500, 500)]
    [InlineData(60_000, 0, 1)]
    [InlineData(60_000, int.MaxValue, 3000)]
    public void Size_low_rates_are_exact_and_high_rates_bounded(int perMinute, int wanted, int size) =>
        Assert.Equal(size, QuotaSlice.Size(LimitPolicy.Authenticated.WithPermits(perMinute), wanted));
}
