namespace Orleans;

/// <summary>What a storage reads and writes.</summary>
public interface IGrainState<T>
{
    T? State { get; set; }

    /// <summary>Null when nothing is stored.</summary>
    string? ETag { get; set; }

    bool RecordExists { get; set; }
}
