namespace AgentGrid.Bench.Rooms;

/// <summary>What all peers are filled with.</summary>
internal static class RoomPlan
{
    internal const int Rooms = 50;
    internal const int Members = 10;
    internal const int Agents = Rooms * Members;

    /// <summary>The rooms of all agents, in the order of the agents: neighbours are in different rooms.</summary>
    internal static IEnumerable<(int Agent, int Room)> Memberships => Enumerable.Range(0, Agents).Select(agent => (agent, agent % Rooms));
}
