using System.Text.Json;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>The members of OpenAI's chat request that the grid reads; every other goes to the agent unchanged. For the OpenAPI document.</summary>
/// <param name="Model"><c>pool/&lt;name&gt;</c>, <c>agent/&lt;name&gt;</c>, or any other name, which goes to the pool <c>default</c>.</param>
/// <param name="Messages">The conversation.</param>
/// <param name="Stream">Answer as server-sent events.</param>
internal sealed record OpenAiChatBody(string Model, JsonElement[] Messages, bool? Stream);
