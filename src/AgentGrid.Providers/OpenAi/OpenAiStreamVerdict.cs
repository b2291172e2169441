namespace AgentGrid.Providers.OpenAi;

/// <summary>What to do with one event of an upstream stream.</summary>
public enum OpenAiStreamVerdict
{
    /// <summary>A chunk: pass its raw bytes on.</summary>
    Forward,

    /// <summary>A comment or keep-alive: may be passed on, but is no reason to commit to this upstream before the first chunk.</summary>
    KeepAlive,

    /// <summary>Not for the client: the usage chunk that only the gateway asked for, or anything after <c>[DONE]</c>.</summary>
    Suppress,

    /// <summary><c>[DONE]</c>: pass on, the answer is complete.</summary>
    Done,

    /// <summary>The upstream reports an error inside the stream.</summary>
    Error,

    /// <summary>Not a JSON object, or cut off: the stream cannot be trusted from here on.</summary>
    Malformed,
}
