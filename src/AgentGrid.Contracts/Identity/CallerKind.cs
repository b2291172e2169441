namespace AgentGrid.Contracts.Identity;

/// <summary>What sort of subject asks.</summary>
[GenerateSerializer, Alias("grid.identity.caller-kind")]
public enum CallerKind
{
    /// <summary>Nobody known.</summary>
    Anonymous = 0,

    /// <summary>A person, or the bootstrap administrator.</summary>
    User = 1,

    /// <summary>A registered agent.</summary>
    Agent = 2,

    /// <summary>A user container.</summary>
    Container = 3,

    /// <summary>The grid itself (timers, sweeps).</summary>
    System = 4,

    /// <summary>An OAuth client on its own behalf.</summary>
    Client = 5,
}
