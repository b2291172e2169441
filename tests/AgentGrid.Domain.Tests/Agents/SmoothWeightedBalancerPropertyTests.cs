using AgentGrid.Domain.Agents;

namespace AgentGrid.Domain.Tests.Agents;

public sealed class SmoothWeightedBalancerPropertyTests
{
    // The reference's stamps start at 0, so histories start well after every timeout.
    private const long Start = 1_000_000;

    [Fact]
    public void Pick_full_cycle_picks_each_peer_exactly_weight_times_and_returns_to_zero() =>
        Given.ForAll(Given.Numbers(0, 50, 1, 25), weights =>
        {
            var balancer = Rotation.Of(weights);
            // A lone peer does not rotate: its current stays 0, every pick is its.
            var picked = new int[weights.Length];
            var total = weights.Sum();
            for (var t = 1; t <= total; t++)
            {
                picked[Rotation.PickAndSucceed(balancer)]++;
                var currents = Rotation.Currents(balancer);
                Assert.Equal(0, currents.Sum());
                if (weights.Count(w => w > 0) > 1)
                    Assert.Equal(weights.Select((w, i) => (t * w) - (picked[i] * total)), currents);
            }
            Assert.Equal(weights, picked);
            Assert.All(Rotation.Currents(balancer), c => Assert.Equal(0, c));
        }, runs: 1000);

    [Fact]
    public void Pick_sequence_repeats_after_total_over_gcd() =>
        Given.ForAll(Given.Numbers(1, 12, 2, 8), weights =>
        {
            var period = weights.Sum() / weights.Aggregate(Gcd);
            var balancer = Rotation.Of(weights);
            Assert.Equal(Rotation.Letters(balancer, period), Rotation.Letters(balancer, period));

            static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
        });

    /// <summary>Random weights, bounds, failures, concurrency, health flips, retries and time: the same history as the plain model, invariants at every step.</summary>
    [Fact]
    public void Pick_random_histories_agree_with_the_reference_model() =>
        Given.ForAll(Given.Numbers(0, 9999, 20, 400), script =>
        {
            var peers = Peers(script);
            var balancer = new SmoothWeightedBalancer(peers);
            var model = new NginxModel(peers);
            var running = new List<int>();
            var now = Start;
            foreach (var step in script)
            {
                now += step % 7 == 0 ? 5_000 : step % 300;
                var peer = step % peers.Length;
                switch (step % 5)
                {
                    case 0 or 1 when running.Count > 0:
                        var index = step % running.Count;
                        var ended = running[index];
                        running.RemoveAt(index);
                        var success = step % 3 != 0;
                        model.End(ended, success, now);
                        if (success)
                            balancer.ReportSuccess(ended);
                        else
                            balancer.ReportFailure(ended, now);
                        balancer.Finished(ended);
                        break;
                    case 2 when step % 4 == 0:
                        model.Down(peer, step % 8 == 0);
                        balancer.SetDown(peer, step % 8 == 0);
                        break;
                    default:
                        int[] tried = step % 3 == 0 ? [peer] : [];
                        var picked = balancer.Pick(now, tried);
                        Assert.Equal(model.Pick(now, tried), picked);
                        if (picked >= 0)
                            running.Add(picked);
                        break;
                }
                Assert.Equal(model.Current, Rotation.Currents(balancer));
                Assert.Equal(0, Rotation.Currents(balancer).Sum());
                for (var i = 0; i < peers.Length; i++)
                {
                    var state = balancer.State(i);
                    Assert.Equal(model.Effective[i], state.Effective);
                    Assert.InRange(state.Effective, 0, state.Weight);
                    Assert.Equal(running.Count(r => r == i), state.InFlight);
                    Assert.InRange(state.InFlight, 0, peers[i].MaxConcurrency ?? int.MaxValue);
                }
            }
        }, runs: 500);

    [Fact]
    public void NextEligibleMs_is_the_first_moment_at_which_a_pick_succeeds() =>
        Given.ForAll(Given.Numbers(0, 9999, 4, 60), script =>
        {
            var peers = Peers(script);
            var balancer = new SmoothWeightedBalancer(peers);
            var now = Start;
            foreach (var step in script)
            {
                now += step % 50;
                if (step % 11 == 0)
                    balancer.CoolUntil(step % peers.Length, now + step);
                var picked = balancer.Pick(now, []);
                if (picked < 0)
                    break;
                if (step % 3 != 0)
                    balancer.ReportFailure(picked, now);
                if (step % 4 != 0)
                    balancer.Finished(picked);
            }
            var next = balancer.NextEligibleMs(now);
            var eligible = Enumerable.Range(0, peers.Length).Any(i => balancer.IsEligible(i, now));
            Assert.Equal(eligible, next == now);
            if (next > now)
                Assert.Equal(-1, balancer.Pick(next.Value - 1, []));
            if (next is { } at)
                Assert.NotEqual(-1, balancer.Pick(at, []));
            else
                Assert.Equal(-1, balancer.Pick(now + 1_000_000_000, []));
        });

    private static PeerSettings[] Peers(int[] script) =>
        [.. script.Take(2 + (script[0] % 6)).Select((s, i) => new PeerSettings(
            Weight: s % 13 == 0 ? 0 : 1 + (s % 20), MaxFails: s % 4, FailTimeoutMs: 1000 * (1 + (s % 10)), MaxConcurrency: s % 5 == 0 ? 1 + (i % 3) : null))];
}
