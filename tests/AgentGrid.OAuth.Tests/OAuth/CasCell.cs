namespace AgentGrid.OAuth.Tests.OAuth;

/// <summary>A row that is written by compare-and-set, as the store must: one that was read before somebody else's write can not be written.</summary>
internal sealed class CasCell<T>(T value)
    where T : class
{
    public T Value { get; private set; } = value;

    public bool TrySet(T read, T next)
    {
        if (!ReferenceEquals(read, Value))
            return false;
        Value = next;
        return true;
    }
}
