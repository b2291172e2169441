namespace AgentGrid.Domain.Agents;

/// <summary>The place of an agent's key among the stored secrets.</summary>
public static class AgentSecret
{
    /// <summary>Row and column of the key, the associated data of its encryption: a key copied to another agent's row does not decrypt.</summary>
    public static string Identity(Guid agentId) => $"agents/{agentId:D}/apiKey";
}
