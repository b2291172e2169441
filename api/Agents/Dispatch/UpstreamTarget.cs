using System.Text;
using AgentGrid.Contracts.Agents;
using AgentGrid.Providers.OpenAi;
using AgentGrid.Providers.Upstream;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>An agent made ready to be asked: addresses parsed, key decrypted, once per change of the agent.</summary>
internal sealed class UpstreamTarget(AgentTarget source, string? apiKey)
{
    /// <summary>What it was made from.</summary>
    public AgentTarget Source { get; } = source;

    public RequestUrls Urls { get; } = new(new Uri(source.Endpoint));

    public string? ApiKey { get; } = apiKey;

    /// <summary>UTF-8 of the agent's own model; empty when it has none.</summary>
    public byte[] Model { get; } = source.Model is null ? [] : Encoding.UTF8.GetBytes(source.Model);

    public Uri UrlOf(OpenAiOperation operation) => operation == OpenAiOperation.Chat ? Urls.ChatCompletions : Urls.Embeddings;
}
