namespace AgentGrid.Domain.Rooms;

/// <summary>Who can be a member.</summary>
public static class RoomMemberKinds
{
    /// <summary>A registered agent.</summary>
    public const string Agent = "agent";

    /// <summary>A person.</summary>
    public const string User = "user";
}
