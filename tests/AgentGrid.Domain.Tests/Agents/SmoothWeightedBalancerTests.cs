using AgentGrid.Domain.Agents;

namespace AgentGrid.Domain.Tests.Agents;

public sealed class SmoothWeightedBalancerTests
{
    private const long Now = 1_000_000;

    [Fact]
    public void Pick_no_peers_returns_none() => Assert.Equal(-1, new SmoothWeightedBalancer([]).Pick(Now, []));

    [Fact]
    public void Pick_all_drained_returns_none()
    {
        var balancer = Rotation.Of(0, 0);
        Assert.Equal(-1, balancer.Pick(Now, []));
        Assert.Null(balancer.NextEligibleMs(Now));
    }

    [Fact]
    public void Pick_tried_peers_are_passed_over_and_frozen()
    {
        var balancer = Rotation.Of(5, 1, 1);
        Assert.Equal(1, balancer.Pick(Now, [0]));
        Assert.Equal([0, -1, 1], Rotation.Currents(balancer));
        Assert.Equal(-1, balancer.Pick(Now, [0, 1, 2]));
        Assert.Equal([0, -1, 1], Rotation.Currents(balancer));
    }

    [Fact]
    public void Pick_drained_peer_gets_nothing_and_does_not_disturb_the_rotation()
    {
        var balancer = Rotation.Of(5, 0, 1, 1);
        Assert.Equal("a a c a d a a", Rotation.Letters(balancer, 7));
        Assert.False(balancer.IsEligible(1, Now));
    }

    [Fact]
    public void Pick_down_peer_is_frozen_until_it_is_up()
    {
        var balancer = Rotation.Of(5, 1, 1);
        Assert.Equal("a", Rotation.Letters(balancer, 1));
        balancer.SetDown(0, true);
        Assert.Equal("b c b c", Rotation.Letters(balancer, 4));
        Assert.Equal(-2, balancer.State(0).Current);
        balancer.SetDown(0, false);
        Assert.Equal("a b a c a a", Rotation.Letters(balancer, 6));
    }

    [Fact]
    public void Pick_full_peer_is_passed_over_until_a_request_finishes()
    {
        var balancer = new SmoothWeightedBalancer([new(5, MaxConcurrency: 2), new(1)]);
        Assert.Equal([0, 0, 1, 1], Enumerable.Range(0, 4).Select(_ => balancer.Pick(Now, [])));
        Assert.False(balancer.IsEligible(0, Now));
        balancer.Finished(0);
        Assert.Equal(0, balancer.Pick(Now, []));
    }

    [Fact]
    public void Pick_everything_full_returns_none_and_time_does_not_help()
    {
        var balancer = new SmoothWeightedBalancer([new(1, MaxConcurrency: 1), new(1, MaxConcurrency: 1)]);
        balancer.Pick(Now, []);
        balancer.Pick(Now, []);
        Assert.Equal(-1, balancer.Pick(Now, []));
        Assert.Null(balancer.NextEligibleMs(Now));
    }

    [Fact]
    public void Pick_cooling_peer_is_left_alone_until_exactly_then()
    {
        var balancer = Rotation.Of(5, 1);
        balancer.CoolUntil(0, Now + 500);
        balancer.CoolUntil(0, Now + 200);
        Assert.Equal(1, Rotation.PickAndSucceed(balancer, Now));
        Assert.Equal(1, Rotation.PickAndSucceed(balancer, Now + 499));
        Assert.Equal(Now + 500, balancer.State(0).CoolUntilMs);
        Assert.Equal(0, Rotation.PickAndSucceed(balancer, Now + 500));
    }

    [Fact]
    public void Pick_timeout_over_lets_a_single_probe_through_until_it_succeeds()
    {
        var balancer = new SmoothWeightedBalancer([new(9, MaxFails: 1), new(1)]);
        Rotation.PickAndFail(balancer, 0, Now);
        Assert.False(balancer.IsEligible(0, Now + 10_000));
        Assert.True(balancer.IsEligible(0, Now + 10_001));

        // Its effective weight is 0 and its current negative, so the other peer is taken out of the way to see the probe.
        balancer.SetDown(1, true);
        Assert.Equal(0, balancer.Pick(Now + 10_001, []));
        Assert.Equal(-1, balancer.Pick(Now + 10_002, []));
        Assert.Equal(-1, balancer.Pick(Now + 20_001, []));
        balancer.ReportSuccess(0);
        balancer.Finished(0);
        Assert.Equal(0, balancer.State(0).Fails);
        Assert.Equal(0, balancer.Pick(Now + 20_001, []));
    }

    [Fact]
    public void Pick_probe_never_settled_next_probe_follows_after_the_timeout()
    {
        var balancer = new SmoothWeightedBalancer([new(1, MaxFails: 1), new(1)]);
        Rotation.PickAndFail(balancer, 0, Now);
        balancer.SetDown(1, true);
        Assert.Equal(0, balancer.Pick(Now + 10_001, []));
        Assert.Equal(Now + 20_002, balancer.NextEligibleMs(Now + 10_002));
        Assert.Equal(0, balancer.Pick(Now + 20_002, []));
    }

    [Fact]
    public void ReportSuccess_of_a_request_older_than_the_failure_clears_nothing()
    {
        var balancer = Rotation.Of(1, 1);
        Assert.Equal(0, balancer.Pick(Now, []));
        balancer.ReportFailure(0, Now + 100);
        balancer.ReportSuccess(0);
        Assert.Equal(1, balancer.State(0).Fails);
    }

    [Fact]
    public void ReportFailure_weight_below_maxFails_loses_no_effective_weight()
    {
        var balancer = Rotation.Of(1, 1);
        balancer.ReportFailure(0, Now);
        Assert.Equal(1, balancer.State(0).Effective);
    }

    [Fact]
    public void ReportFailure_maxFails_zero_never_ejects()
    {
        var balancer = new SmoothWeightedBalancer([new(5, MaxFails: 0), new(1)]);
        for (var i = 0; i < 100; i++)
            balancer.ReportFailure(0, Now);
        Assert.Equal(5, balancer.State(0).Effective);
        Assert.True(balancer.IsEligible(0, Now));
    }

    [Theory]
    [InlineData(new[] { 3 }, 0)]
    [InlineData(new[] { 0, 3, 0 }, 1)]
    public void Pick_lone_peer_is_asked_whatever_its_failures(int[] weights, int lone)
    {
        var balancer = Rotation.Of(weights);
        for (var i = 0; i < 10; i++)
            Rotation.PickAndFail(balancer, lone, Now);
        Assert.Equal(0, balancer.State(lone).Fails);
        Assert.Equal(3, balancer.State(lone).Effective);
    }

    [Fact]
    public void Pick_lone_peer_still_obeys_down_cooling_concurrency_and_tried()
    {
        var balancer = new SmoothWeightedBalancer([new(1, MaxConcurrency: 1)]);
        balancer.SetDown(0, true);
        Assert.Equal(-1, balancer.Pick(Now, []));
        balancer.SetDown(0, false);
        balancer.CoolUntil(0, Now + 10);
        Assert.Equal(-1, balancer.Pick(Now, []));
        Assert.Equal(Now + 10, balancer.NextEligibleMs(Now));
        Assert.Equal(-1, balancer.Pick(Now + 10, [0]));
        Assert.Equal(0, balancer.Pick(Now + 10, []));
        Assert.Equal(-1, balancer.Pick(Now + 10, []));
    }

    [Fact]
    public void TryPickDirect_leaves_the_rotation_alone()
    {
        var balancer = Rotation.Of(5, 1, 1);
        Assert.Equal("a a", Rotation.Letters(balancer, 2));
        for (var i = 0; i < 5; i++)
            Assert.True(balancer.TryPickDirect(2, Now));
        Assert.Equal(5, balancer.State(2).InFlight);
        Assert.Equal("b a c a a", Rotation.Letters(balancer, 5));
    }

    [Fact]
    public void TryPickDirect_ignores_failures_and_down()
    {
        var balancer = new SmoothWeightedBalancer([new(1, MaxFails: 1), new(1)]);
        balancer.ReportFailure(0, Now);
        balancer.SetDown(0, true);
        Assert.True(balancer.TryPickDirect(0, Now));
    }

    [Fact]
    public void TryPickDirect_obeys_drain_concurrency_and_cooling()
    {
        var balancer = new SmoothWeightedBalancer([new(0), new(1, MaxConcurrency: 1), new(1)]);
        balancer.CoolUntil(2, Now + 1);
        Assert.False(balancer.TryPickDirect(0, Now));
        Assert.True(balancer.TryPickDirect(1, Now));
        Assert.False(balancer.TryPickDirect(1, Now));
        Assert.False(balancer.TryPickDirect(2, Now));
        Assert.True(balancer.TryPickDirect(2, Now + 1));
    }

    [Fact]
    public void TryPickDirect_after_the_timeout_is_the_probe()
    {
        var balancer = new SmoothWeightedBalancer([new(1, MaxFails: 1), new(1)]);
        balancer.ReportFailure(0, Now);
        Assert.True(balancer.TryPickDirect(0, Now + 10_001));
        Assert.False(balancer.IsEligible(0, Now + 10_002));
        balancer.ReportSuccess(0);
        Assert.True(balancer.IsEligible(0, Now + 10_002));
    }

    [Fact]
    public void Finished_twice_throws()
    {
        var balancer = Rotation.Of(1);
        balancer.Pick(Now, []);
        balancer.Finished(0);
        Assert.Throws<InvalidOperationException>(() => balancer.Finished(0));
    }

    [Fact]
    public void CopyHealthFrom_carries_health_over_into_a_new_cycle()
    {
        var old = new SmoothWeightedBalancer([new(1), new(6, MaxFails: 2)]);
        Rotation.PickAndFail(old, 1, Now);
        old.CoolUntil(1, Now + 7);
        old.SetDown(1, true);
        old.TryPickDirect(1, Now + 7);

        var balancer = new SmoothWeightedBalancer([new(10, MaxFails: 2), new(1), new(1)]);
        balancer.CopyHealthFrom(old, oldIndex: 1, newIndex: 0);
        balancer.CopyHealthFrom(old, oldIndex: 0, newIndex: 2);
        // It had 3 of 6 left, so it has 5 of 10.
        Assert.Equal(new PeerState(10, 0, 5, 1, 1, true, Now + 7), balancer.State(0));
        Assert.Equal([0, 0, 0], Rotation.Currents(balancer));
        balancer.Finished(0);
    }

    [Fact]
    public void CopyHealthFrom_a_drained_peer_starts_at_full_weight()
    {
        var old = Rotation.Of(0, 1);
        var balancer = Rotation.Of(4, 1);
        balancer.CopyHealthFrom(old, 0, 0);
        Assert.Equal(4, balancer.State(0).Effective);
    }

    [Theory]
    [InlineData(-1, 3, 10, null)]
    [InlineData(1, -1, 10, null)]
    [InlineData(1, 3, -1, null)]
    [InlineData(1, 3, 10, 0)]
    public void Constructor_impossible_settings_throw(int weight, int maxFails, int failTimeoutMs, int? maxConcurrency) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmoothWeightedBalancer([new(weight, maxFails, failTimeoutMs, maxConcurrency)]));

    [Fact]
    public void Pick_does_not_allocate()
    {
        var balancer = new SmoothWeightedBalancer([.. Enumerable.Range(1, 16).Select(w => new PeerSettings(w, MaxFails: 1000))]);
        var tried = new int[] { 3, 5 };
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            for (var i = 0; i < 1000; i++)
            {
                var peer = balancer.Pick(Now + i, tried);
                if (i % 10 == 0)
                    balancer.ReportFailure(peer, Now + i);
                else
                    balancer.ReportSuccess(peer);
                balancer.Finished(peer);
                balancer.NextEligibleMs(Now + i);
            }
        }
    }
}
