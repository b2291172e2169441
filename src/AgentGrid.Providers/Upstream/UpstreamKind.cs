namespace AgentGrid.Providers.Upstream;

/// <summary>What kind of server an endpoint is, as far as the outgoing dialect cares. All three speak OpenAI chat completions.</summary>
public enum UpstreamKind
{
    /// <summary>OpenAI or anything compatible.</summary>
    OpenAi,

    /// <summary>Ollama: health by <c>/api/tags</c>.</summary>
    Ollama,

    /// <summary>OpenClaw: unknown paths answer 200 with HTML, so a probe must see JSON.</summary>
    OpenClaw,
}
