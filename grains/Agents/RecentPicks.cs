using System.Collections.Immutable;
using AgentGrid.Contracts.Agents;

namespace AgentGrid.Grains.Agents;

/// <summary>The last 64 picks of a rotation, for people to look at. What it keeps of an agent is no more than its id and name.</summary>
internal sealed class RecentPicks
{
    private const int Kept = 64;
    private readonly (AgentId Id, string Name)[] _ring = new (AgentId, string)[Kept];

    /// <param name="number">1, 2, 3 … without gaps.</param>
    /// <param name="picked">Whom.</param>
    public void Note(long number, AgentTarget picked) => _ring[number % Kept] = (picked.Id, picked.Name);

    /// <summary>Oldest first.</summary>
    /// <param name="last">Number of the last pick; 0 before the first.</param>
    public ImmutableArray<PoolPick> List(long last)
    {
        var first = Math.Max(1, last - Kept + 1);
        var picks = ImmutableArray.CreateBuilder<PoolPick>((int)(last - first + 1));
        for (var number = first; number <= last; number++)
            picks.Add(new PoolPick { Number = number, Agent = _ring[number % Kept].Id, AgentName = _ring[number % Kept].Name });
        return picks.MoveToImmutable();
    }
}
