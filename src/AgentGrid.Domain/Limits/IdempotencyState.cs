namespace AgentGrid.Domain.Limits;

/// <summary>What a key stands for when an attempt begins.</summary>
public enum IdempotencyState
{
    /// <summary>The attempt owns the key now and must complete or abandon it.</summary>
    Started,

    /// <summary>Another attempt is at it.</summary>
    Running,

    /// <summary>The answer is there.</summary>
    Done,

    /// <summary>The key was used for another route or body.</summary>
    Mismatch,
}
