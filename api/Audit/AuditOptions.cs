namespace AgentGrid.Api.Audit;

/// <summary>Bounds and rhythms of the audit log.</summary>
internal sealed class AuditOptions
{
    /// <summary>How often the outbox is looked at and moved. Default 250 ms.</summary>
    public TimeSpan MoveEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>So many events may wait for their chains before state changes are refused. Default 10,000.</summary>
    public int MaxBacklog { get; init; } = 10_000;

    /// <summary>So long may an event wait before state changes are refused. Default 60 s.</summary>
    public TimeSpan MaxBacklogAge { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether dispatches are recorded. Default true; switched off only to measure what they cost.</summary>
    public bool RecordDispatches { get; init; } = true;

    /// <summary>So many dispatches may wait in memory before further ones are lost to the log. Default 65,536.</summary>
    public int MaxWaitingDispatches { get; init; } = 65_536;

    /// <summary>How long dispatches are gathered before they are written; with the writing it stays under the 250 ms that may be lost when the process is killed. Default 100 ms.</summary>
    public TimeSpan GatherDispatches { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often a checkpoint is signed, when a chain has grown. Default 30 s.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long without any entry one is written, so that silence differs from deletion. Default 1 hour.</summary>
    public TimeSpan HeartbeatAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the background verifier rests between two walks over the whole log. Default 30 s.</summary>
    public TimeSpan VerifyAgainAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The share of one core that the background verifier takes, database included. Default 0.1.</summary>
    public double VerifyShare { get; init; } = 0.1;

    /// <summary>So many different refusals of a minute have entries of their own; further ones share one for each status. Default 4,096.</summary>
    public int MaxRefusals { get; init; } = 4_096;

    /// <summary>How long equal refusals are gathered into one entry. Default 1 minute.</summary>
    public TimeSpan GatherRefusals { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long contents stay in the log before they are sealed; null: for ever.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>How often it is looked for a sealing that is due or was interrupted. Default 10 minutes.</summary>
    public TimeSpan SealEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Folder for archives of sealed contents; null: none, and nothing can be sealed.</summary>
    public string? ArchiveFolder { get; init; }

    /// <summary>Folder outside of the database for copies of the checkpoints; null: none, and the log is unanchored.</summary>
    public string? CheckpointFolder { get; init; }
}
