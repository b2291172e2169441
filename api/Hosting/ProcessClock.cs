namespace AgentGrid.Api.Hosting;

/// <summary>When this process started, and whether its grains run.</summary>
public sealed class ProcessClock(TimeProvider time)
{
    /// <summary>Timestamp of the time provider.</summary>
    public long StartedAt { get; } = time.GetTimestamp();

    /// <summary>True from the engine's start to the beginning of its stop.</summary>
    public bool GrainsRun { get; set; }
}
