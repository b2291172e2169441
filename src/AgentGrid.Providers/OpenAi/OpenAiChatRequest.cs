namespace AgentGrid.Providers.OpenAi;

/// <summary>A chat request that the gateway itself composes (native dispatch).</summary>
public sealed record OpenAiChatRequest
{
    /// <summary>Model name at the upstream; null leaves the member out, for upstreams with one model.</summary>
    public string? Model { get; init; }

    /// <summary>The messages as a JSON array in UTF-8; wins over <see cref="Prompt"/> unless empty. Must be valid JSON (<see cref="OpenAiRequestWriter.CheckMessages"/>).</summary>
    public ReadOnlyMemory<byte> Messages { get; init; }

    /// <summary>Sent as one user message when there are no messages.</summary>
    public string? Prompt { get; init; }

    /// <summary>Most tokens of the answer; null leaves it to the upstream.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>
    /// Send the limit as <c>max_completion_tokens</c>, which OpenAI's reasoning models demand; default <c>max_tokens</c>, which every compatible server knows.
    /// </summary>
    public bool UseMaxCompletionTokens { get; init; }

    /// <summary>0 to 2; null leaves it to the upstream.</summary>
    public double? Temperature { get; init; }

    /// <summary>A JSON object in UTF-8 that goes upstream as <c>metadata</c>; empty leaves it out.</summary>
    public ReadOnlyMemory<byte> Metadata { get; init; }

    /// <summary>Ask for a stream, with usage at its end.</summary>
    public bool Stream { get; init; }
}
