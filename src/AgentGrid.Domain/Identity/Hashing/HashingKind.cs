namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>What a hash is for. Each kind waits in a line of its own, so that a storm of one never shuts the other out.</summary>
public enum HashingKind
{
    /// <summary>A password or a backup code.</summary>
    Password,

    /// <summary>An API token that is not remembered as verified.</summary>
    Token,
}
