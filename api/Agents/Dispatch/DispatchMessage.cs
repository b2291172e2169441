using System.Text.Json;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>A message of an agent.</summary>
/// <param name="Role">Usually <c>assistant</c>.</param>
/// <param name="Content">Text, content parts, or null.</param>
/// <param name="ToolCalls">Tool calls as in OpenAI's chat completions; absent without.</param>
/// <param name="Refusal">The model's refusal; absent without.</param>
public sealed record DispatchMessage(string Role, JsonElement? Content, JsonElement? ToolCalls, string? Refusal);
