namespace AgentGrid.Providers.OpenAi;

/// <summary>One server-sent event (WHATWG HTML section 9.2). All slices are valid until the reader is called again.</summary>
public readonly struct SseEvent
{
    internal SseEvent(ReadOnlyMemory<byte> raw, ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> type, ReadOnlyMemory<byte> id, bool hasData, bool isTruncated)
    {
        Raw = raw;
        Data = data;
        Type = type;
        Id = id;
        HasData = hasData;
        IsTruncated = isTruncated;
    }

    /// <summary>Exactly the bytes received, comments and line ends included: forwarding every <c>Raw</c> reproduces the stream.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>The <c>data</c> payload; several data lines are joined with one line feed.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>The last <c>event</c> field, empty when there is none.</summary>
    public ReadOnlyMemory<byte> Type { get; }

    /// <summary>The last <c>id</c> field of this event, empty when there is none.</summary>
    public ReadOnlyMemory<byte> Id { get; }

    /// <summary>False for blocks of comments, empty lines and other fields: nothing that a client would be told.</summary>
    public bool HasData { get; }

    /// <summary>The stream ended before the empty line that completes the event.</summary>
    public bool IsTruncated { get; }
}
