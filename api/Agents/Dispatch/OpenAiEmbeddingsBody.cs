using System.Text.Json;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>The members of OpenAI's embeddings request that the grid reads. For the OpenAPI document.</summary>
/// <param name="Model">As for chat completions.</param>
/// <param name="Input">A text, an array of texts, or tokens.</param>
internal sealed record OpenAiEmbeddingsBody(string Model, JsonElement Input);
