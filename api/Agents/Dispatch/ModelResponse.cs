using System.Text.Json.Serialization;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>OpenAI's model object.</summary>
internal sealed record ModelResponse(string Id, string Object, long Created, [property: JsonPropertyName("owned_by")] string OwnedBy);
