namespace AgentGrid.Domain.Agents;

public sealed partial class SmoothWeightedBalancer
{
    /// <summary>A picked request has ended, however it ended.</summary>
    /// <exception cref="InvalidOperationException">Nothing is in flight at this peer: a request was finished twice.</exception>
    public void Finished(int peer)
    {
        ref var p = ref _peers[peer];
        if (p.InFlight == 0)
            throw new InvalidOperationException($"Peer {peer} has no request in flight.");
        p.InFlight--;
    }

    /// <summary>The peer answered. Clears its failures if it was picked anew since the last of them; an older request's late success proves nothing.</summary>
    public void ReportSuccess(int peer)
    {
        ref var p = ref _peers[peer];
        if (p.Accessed < p.Checked)
            p.Fails = 0;
    }

    /// <summary>The peer failed: it loses weight / maxFails (integer division) of its effective weight, and is ejected at maxFails failures.</summary>
    public void ReportFailure(int peer, long nowMs)
    {
        // nginx does not count the failures of a lone peer: there is nobody to prefer.
        if (peer == _lone)
            return;
        ref var p = ref _peers[peer];
        p.Fails++;
        p.Accessed = p.Checked = nowMs;
        if (p.MaxFails > 0)
            p.Effective = Math.Max(0, p.Effective - (p.Weight / p.MaxFails));
    }

    /// <summary>Freezes or thaws the peer by the verdict of the active health check.</summary>
    public void SetDown(int peer, bool down) => _peers[peer].Down = down;

    /// <summary>Leaves the peer alone until the given time (an upstream's Retry-After). An earlier time than already known changes nothing.</summary>
    public void CoolUntil(int peer, long untilMs) => _peers[peer].CoolUntil = Math.Max(_peers[peer].CoolUntil, untilMs);

    /// <summary>
    /// Carries over what is known of a surviving peer: requests in flight, failures, down, cool-down, and the share of its weight that it had lost.
    /// Its place in the rotation is not carried over.
    /// </summary>
    public void CopyHealthFrom(SmoothWeightedBalancer old, int oldIndex, int newIndex)
    {
        ArgumentNullException.ThrowIfNull(old);
        ref readonly var from = ref old._peers[oldIndex];
        ref var to = ref _peers[newIndex];
        to.InFlight = from.InFlight;
        to.Fails = from.Fails;
        to.Accessed = from.Accessed;
        to.Checked = from.Checked;
        to.Down = from.Down;
        to.CoolUntil = from.CoolUntil;
        to.Effective = from.Weight == 0 ? to.Weight : (int)((long)to.Weight * from.Effective / from.Weight);
    }

    private struct Peer
    {
        // Far enough back that every timeout has passed, near enough that differences do not overflow.
        internal const long Never = long.MinValue / 4;

        internal readonly int Weight;
        internal readonly int MaxFails;
        internal readonly int FailTimeoutMs;
        internal readonly int MaxConcurrency;
        internal int Current;
        internal int Effective;
        internal int Fails;
        internal int InFlight;
        internal bool Down;
        internal long Accessed = Never;
        internal long Checked = Never;
        internal long CoolUntil = Never;

        internal Peer(PeerSettings settings)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(settings.Weight, nameof(settings));
            ArgumentOutOfRangeException.ThrowIfNegative(settings.MaxFails, nameof(settings));
            ArgumentOutOfRangeException.ThrowIfNegative(settings.FailTimeoutMs, nameof(settings));
            ArgumentOutOfRangeException.ThrowIfLessThan(settings.MaxConcurrency ?? 1, 1, nameof(settings));
            Weight = Effective = settings.Weight;
            MaxFails = settings.MaxFails;
            FailTimeoutMs = settings.FailTimeoutMs;
            MaxConcurrency = settings.MaxConcurrency ?? int.MaxValue;
        }
    }
}
