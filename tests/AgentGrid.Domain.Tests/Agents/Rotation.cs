using AgentGrid.Domain.Agents;

namespace AgentGrid.Domain.Tests.Agents;

/// <summary>Drives a balancer as a pool does, and writes picks as the letters of the oracle tables.</summary>
internal static class Rotation
{
    public static SmoothWeightedBalancer Of(params int[] weights) => new([.. weights.Select(w => new PeerSettings(w))]);

    /// <summary>One request that ends well at once.</summary>
    public static int PickAndSucceed(SmoothWeightedBalancer balancer, long nowMs = 0, params int[] tried)
    {
        var peer = balancer.Pick(nowMs, tried);
        if (peer >= 0)
        {
            balancer.ReportSuccess(peer);
            balancer.Finished(peer);
        }
        return peer;
    }

    public static void PickAndFail(SmoothWeightedBalancer balancer, int expected, long nowMs)
    {
        Assert.Equal(expected, balancer.Pick(nowMs, []));
        balancer.ReportFailure(expected, nowMs);
        balancer.Finished(expected);
    }

    public static string Letters(SmoothWeightedBalancer balancer, int picks, long nowMs = 0) =>
        string.Join(' ', Enumerable.Range(0, picks).Select(_ => Letter(PickAndSucceed(balancer, nowMs))));

    public static string Letter(int peer) => peer < 0 ? "-" : ((char)('a' + peer)).ToString();

    public static int[] Currents(SmoothWeightedBalancer balancer) =>
        [.. Enumerable.Range(0, balancer.Count).Select(i => balancer.State(i).Current)];
}
