using AgentGrid.Domain.Agents;

namespace AgentGrid.Domain.Tests.Agents;

/// <summary>The sequences and failure traces of nginx's algorithm.</summary>
public sealed class SmoothWeightedBalancerOracleTests
{
    [Theory]
    [InlineData(new[] { 5, 1, 1 }, "a a b a c a a")]
    [InlineData(new[] { 4, 3, 2 }, "a b c a b a c b a")]
    [InlineData(new[] { 1, 1, 1 }, "a b c")]
    [InlineData(new[] { 3, 1 }, "a a b a")]
    [InlineData(new[] { 7, 3 }, "a b a a a b a a b a")]
    [InlineData(new[] { 2, 3, 5 }, "c b a c b c c a b c")]
    [InlineData(new[] { 10, 1 }, "a a a a a b a a a a a")]
    public void Pick_full_cycles_follow_the_oracle(int[] weights, string cycle)
    {
        var balancer = Rotation.Of(weights);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(cycle, Rotation.Letters(balancer, weights.Sum()));
            Assert.All(Rotation.Currents(balancer), c => Assert.Equal(0, c));
        }
    }

    [Fact]
    public void Pick_5_1_1_leaves_the_currents_of_the_oracle()
    {
        var balancer = Rotation.Of(5, 1, 1);
        int[][] expected = [[-2, 1, 1], [-4, 2, 2], [1, -4, 3], [-1, -3, 4], [4, -2, -2], [2, -1, -1], [0, 0, 0]];
        foreach (var currents in expected)
        {
            Rotation.PickAndSucceed(balancer);
            Assert.Equal(currents, Rotation.Currents(balancer));
        }
    }

    [Fact]
    public void Pick_weights_with_a_common_divisor_repeats_after_the_reduced_cycle()
    {
        var balancer = Rotation.Of(10, 5, 5);
        var reduced = Rotation.Letters(Rotation.Of(2, 1, 1), 4);
        for (var i = 0; i < 10; i++)
            Assert.Equal(reduced, Rotation.Letters(balancer, 4));
    }

    [Fact]
    public void Pick_failure_oracle_A_one_failure_costs_one_point_for_one_round()
    {
        var balancer = new SmoothWeightedBalancer([new(5), new(1), new(1)]);
        Rotation.PickAndFail(balancer, 0, nowMs: 1_000_000);
        Assert.Equal(4, balancer.State(0).Effective);

        var rest = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            rest.Add(Rotation.Letter(Rotation.PickAndSucceed(balancer, 1_000_000)));
            Assert.Equal(5, balancer.State(0).Effective);
        }
        Assert.Equal("a b a c a a", string.Join(' ', rest));
        Assert.Equal([0, 0, 0], Rotation.Currents(balancer));
    }

    [Fact]
    public void Pick_failure_oracle_B_ejected_peer_is_frozen_and_climbs_back_from_zero()
    {
        var settings = new PeerSettings(1, MaxFails: 1, FailTimeoutMs: 10_000);
        var balancer = new SmoothWeightedBalancer([settings with { Weight = 5 }, settings, settings]);
        Rotation.PickAndFail(balancer, 0, 1_000_000);
        var frozen = balancer.State(0).Current;

        var picks = new List<string>();
        for (var t = 1001; t <= 1010; t++)
        {
            picks.Add(Rotation.Letter(Rotation.PickAndSucceed(balancer, t * 1000L)));
            Assert.Equal(frozen, balancer.State(0).Current);
            Assert.Equal(0, balancer.State(0).Effective);
        }
        Assert.Equal("b c b c b c b c b c", string.Join(' ', picks));

        picks.Clear();
        for (var t = 1011; t <= 1022; t++)
        {
            picks.Add(Rotation.Letter(Rotation.PickAndSucceed(balancer, t * 1000L)));
            Assert.Equal(Math.Min(5, t - 1010), balancer.State(0).Effective);
            Assert.Equal(t < 1014 ? 1 : 0, balancer.State(0).Fails);
        }
        Assert.Equal("b c b a a c a a b a a a", string.Join(' ', picks));
        Assert.Equal("c", Rotation.Letter(Rotation.PickAndSucceed(balancer, 1_023_000)));
    }

    [Fact]
    public void Pick_many_unequal_weights_deviates_more_than_one_from_the_ideal_share()
    {
        // Guards against "proving" the tempting but false bound of 1.
        int[] weights = [50, 1, 5, 1, 50, 1, 50, 50, 1, 1, 3, 1, 1, 3, 5, 1, 5, 1, 5, 50, 1, 5, 3];
        var balancer = Rotation.Of(weights);
        var picked = new int[weights.Length];
        for (var i = 0; i < 185; i++)
            picked[Rotation.PickAndSucceed(balancer)]++;
        var worst = picked.Select((n, i) => Math.Abs(n - (185.0 * weights[i] / weights.Sum()))).Max();
        Assert.Equal(1.46, worst, 0.01);
    }
}
