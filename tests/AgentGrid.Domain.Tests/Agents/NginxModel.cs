using AgentGrid.Domain.Agents;

namespace AgentGrid.Domain.Tests.Agents;

/// <summary>The reference algorithm written down as plainly as possible, to compare whole random histories with.</summary>
internal sealed class NginxModel(IReadOnlyList<PeerSettings> settings)
{
    private readonly int[] _current = new int[settings.Count];
    private readonly int[] _effective = [.. settings.Select(s => s.Weight)];
    private readonly int[] _fails = new int[settings.Count];
    private readonly int[] _conns = new int[settings.Count];
    private readonly bool[] _down = new bool[settings.Count];
    private readonly long[] _accessed = new long[settings.Count];
    private readonly long[] _checked = new long[settings.Count];

    private bool Single => settings.Count(s => s.Weight > 0) == 1;

    public int[] Current => _current;

    public int[] Effective => _effective;

    public int Pick(long now, IReadOnlyCollection<int> tried)
    {
        int best = -1, total = 0;
        for (var i = 0; i < settings.Count; i++)
        {
            var s = settings[i];
            var ejected = !Single && s.MaxFails > 0 && _fails[i] >= s.MaxFails && now - _checked[i] <= s.FailTimeoutMs;
            if (s.Weight == 0 || tried.Contains(i) || _down[i] || ejected || (s.MaxConcurrency is { } max && _conns[i] >= max))
                continue;
            if (!Single)
            {
                _current[i] += _effective[i];
                total += _effective[i];
                if (_effective[i] < s.Weight)
                    _effective[i]++;
            }
            if (best < 0 || _current[i] > _current[best])
                best = i;
        }
        if (best < 0)
            return -1;
        _current[best] -= total;
        _conns[best]++;
        if (now - _checked[best] > settings[best].FailTimeoutMs)
            _checked[best] = now;
        return best;
    }

    public void End(int i, bool success, long now)
    {
        _conns[i]--;
        if (Single)
            return;
        if (success)
        {
            if (_accessed[i] < _checked[i])
                _fails[i] = 0;
            return;
        }
        _fails[i]++;
        _accessed[i] = _checked[i] = now;
        if (settings[i].MaxFails > 0)
            _effective[i] = Math.Max(0, _effective[i] - (settings[i].Weight / settings[i].MaxFails));
    }

    public void Down(int i, bool down) => _down[i] = down;
}
