namespace AgentGrid.Domain;

/// <summary>Makes ids: UUID version 7 (RFC 9562 section 5.7), so that they sort by the time they were made, to the millisecond.</summary>
public sealed class IdGenerator(TimeProvider time)
{
    /// <summary>A new id.</summary>
    public Guid NewId() => Guid.CreateVersion7(time.GetUtcNow());
}
