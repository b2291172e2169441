using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A write lost a race: the stored ETag is not the one that was read. Escaping a grain, it drops the activation.</summary>
[GenerateSerializer]
public class InconsistentStateException : OrleansException
{
    public InconsistentStateException()
    {
    }

    public InconsistentStateException(string message) : base(message)
    {
    }

    public InconsistentStateException(string message, Exception? innerException) : base(message, innerException!)
    {
    }

    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException = null)
        : base(errorMsg, storageException!)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>What the storage has.</summary>
    [Id(1)]
    public string? StoredEtag { get; private set; }

    /// <summary>What the writer had.</summary>
    [Id(2)]
    public string? CurrentEtag { get; private set; }

    /// <summary>Only the activation in which the race was lost is dropped, not those that called it.</summary>
    [Id(0)]
    internal bool IsSourceActivation { get; set; } = true;
}
