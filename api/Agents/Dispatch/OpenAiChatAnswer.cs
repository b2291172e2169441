using System.Text.Json;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>OpenAI's chat completion, as the agent sent it. For the OpenAPI document.</summary>
internal sealed record OpenAiChatAnswer(string Id, string Object, long Created, string Model, JsonElement[] Choices, JsonElement? Usage);
