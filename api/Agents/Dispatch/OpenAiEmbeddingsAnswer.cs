using System.Text.Json;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>OpenAI's list of embeddings, as the agent sent it. For the OpenAPI document.</summary>
internal sealed record OpenAiEmbeddingsAnswer(string Object, JsonElement[] Data, string Model, JsonElement? Usage);
