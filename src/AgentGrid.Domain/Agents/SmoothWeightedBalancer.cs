namespace AgentGrid.Domain.Agents;

/// <summary>
/// Smooth weighted round robin with passive health, step by step as in nginx (<c>ngx_http_upstream_round_robin.c</c>), plus draining,
/// concurrency bounds and cool-downs. The order of the peers is their order of registration; ties go to the earlier peer.
/// </summary>
/// <remarks>
/// <para>Invariants: the sum of all currents is 0; 0 ≤ effective ≤ weight; in a cycle of W = sum of weights undisturbed picks every peer is picked
/// exactly weight times and all currents are 0 again. A peer that is not eligible is frozen: its current does not move.</para>
/// <para>A change of membership or weights is a new balancer and so a new cycle; <see cref="CopyHealthFrom"/> carries over what is known of the surviving peers.</para>
/// <para>Times are milliseconds of any one clock that does not run backwards. Not thread-safe: one owner. <see cref="Pick"/> does not allocate.</para>
/// </remarks>
public sealed partial class SmoothWeightedBalancer
{
    private readonly Peer[] _peers;

    // nginx: a lone peer is asked whatever its failures. Drained peers do not count as company.
    private readonly int _lone = -1;

    /// <summary>Starts a new cycle over these peers, all of them healthy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight, a failure bound or a timeout is negative, or a concurrency bound is below 1.</exception>
    public SmoothWeightedBalancer(IReadOnlyList<PeerSettings> peers)
    {
        ArgumentNullException.ThrowIfNull(peers);
        _peers = new Peer[peers.Count];
        var weighted = 0;
        for (var i = 0; i < _peers.Length; i++)
        {
            _peers[i] = new Peer(peers[i]);
            if (_peers[i].Weight == 0)
                continue;
            _lone = weighted == 0 ? i : -1;
            weighted++;
        }
    }

    /// <summary>Number of peers, drained ones included.</summary>
    public int Count => _peers.Length;

    /// <summary>
    /// Picks the next peer and counts the request as in flight there: every pick is followed by exactly one <see cref="Finished"/>,
    /// besides <see cref="ReportSuccess"/> or <see cref="ReportFailure"/> when the outcome says something about the peer.
    /// </summary>
    /// <param name="nowMs">The time of the pick.</param>
    /// <param name="tried">Peers that this request has already tried; they are passed over and keep their place in the rotation.</param>
    /// <returns>The peer's index, or -1 when none is eligible.</returns>
    public int Pick(long nowMs, ReadOnlySpan<int> tried)
    {
        var best = _lone >= 0 ? PickLone(nowMs, tried) : PickRotating(nowMs, tried);
        if (best >= 0)
            Start(ref _peers[best], nowMs);
        return best;
    }

    /// <summary>
    /// Takes one peer that the client named itself, outside the rotation: currents do not move. As the request has no other candidate, the rule of a lone
    /// peer applies: failures do not bar it. Neither does <see cref="PeerState.Down"/>, because the last check may be half a minute old and the agent's own
    /// answer says more than a guess. Draining, the concurrency bound and a cool-down do bar it. A taken peer counts as in flight, as after <see cref="Pick"/>.
    /// </summary>
    public bool TryPickDirect(int peer, long nowMs)
    {
        ref var p = ref _peers[peer];
        if (p.Weight == 0 || p.InFlight >= p.MaxConcurrency || nowMs < p.CoolUntil)
            return false;
        Start(ref p, nowMs);
        return true;
    }

    /// <summary>Whether <see cref="Pick"/> would consider the peer now, for a request that has tried none.</summary>
    public bool IsEligible(int peer, long nowMs) =>
        peer == _lone ? IsOpen(in _peers[peer], nowMs) : IsOpen(in _peers[peer], nowMs) && !IsEjected(in _peers[peer], nowMs);

    /// <summary>
    /// When, by time alone, the first peer becomes eligible: <paramref name="nowMs"/> if one is. Null when only an event can bring one back
    /// (a health check, a finished request, a change of weights).
    /// </summary>
    public long? NextEligibleMs(long nowMs)
    {
        long? next = null;
        for (var i = 0; i < _peers.Length; i++)
        {
            ref readonly var p = ref _peers[i];
            if (p.Weight == 0 || p.Down || p.InFlight >= p.MaxConcurrency)
                continue;
            var at = Math.Max(nowMs, p.CoolUntil);
            if (i != _lone && IsEjected(in p, at))
                at = p.Checked + p.FailTimeoutMs + 1;
            if (next is null || at < next)
                next = at;
        }
        return next;
    }

    /// <summary>What is known of the peer now.</summary>
    public PeerState State(int peer)
    {
        ref readonly var p = ref _peers[peer];
        return new PeerState(p.Weight, p.Current, p.Effective, p.Fails, p.InFlight, p.Down, p.CoolUntil == Peer.Never ? null : p.CoolUntil);
    }

    private int PickLone(long nowMs, ReadOnlySpan<int> tried) =>
        IsOpen(in _peers[_lone], nowMs) && !tried.Contains(_lone) ? _lone : -1;

    private int PickRotating(long nowMs, ReadOnlySpan<int> tried)
    {
        var peers = _peers;
        var best = -1;
        var bestCurrent = int.MinValue;
        var total = 0;
        for (var i = 0; i < peers.Length; i++)
        {
            ref var p = ref peers[i];
            if (!IsOpen(in p, nowMs) || IsEjected(in p, nowMs) || (tried.Length > 0 && tried.Contains(i)))
                continue;
            p.Current += p.Effective;
            total += p.Effective;
            // After its share of this round is taken: recovery is one point per round in which the peer is eligible.
            if (p.Effective < p.Weight)
                p.Effective++;
            if (p.Current > bestCurrent)
            {
                best = i;
                bestCurrent = p.Current;
            }
        }
        if (best >= 0)
            peers[best].Current -= total;
        return best;
    }

    private static bool IsOpen(in Peer p, long nowMs) => p.Weight > 0 && !p.Down && p.InFlight < p.MaxConcurrency && nowMs >= p.CoolUntil;

    private static bool IsEjected(in Peer p, long nowMs) => p.MaxFails > 0 && p.Fails >= p.MaxFails && nowMs - p.Checked <= p.FailTimeoutMs;

    private static void Start(ref Peer p, long nowMs)
    {
        p.InFlight++;
        // Half-open: the stamp closes an ejected peer to everyone else until this one request succeeds or the timeout passes again.
        if (nowMs - p.Checked > p.FailTimeoutMs)
            p.Checked = nowMs;
    }
}
