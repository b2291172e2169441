namespace AgentGrid.Providers.OpenAi;

/// <summary>What a response body turned out to be.</summary>
public enum OpenAiResponseKind
{
    /// <summary>An answer of the asked kind.</summary>
    Ok,

    /// <summary>A JSON object with a top-level <c>error</c> or <c>"object":"error"</c>, whatever the HTTP status said.</summary>
    ErrorBody,

    /// <summary>Not JSON, cut off, or without the member that makes it an answer (<c>choices</c>, <c>data</c>).</summary>
    Malformed,
}
