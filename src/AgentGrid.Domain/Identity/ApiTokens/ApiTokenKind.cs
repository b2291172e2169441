namespace AgentGrid.Domain.Identity.ApiTokens;

/// <summary>Whose an API token is.</summary>
public enum ApiTokenKind
{
    /// <summary>An agent's: begins with <c>agt_</c>.</summary>
    Agent,

    /// <summary>A user's: begins with <c>usr_</c>.</summary>
    User,
}
