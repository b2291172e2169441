using System.Text.Json;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>A request to an agent. Either <see cref="Messages"/> or <see cref="Prompt"/>.</summary>
public sealed class DispatchRequest
{
    /// <summary>The pool to ask; default <c>default</c>.</summary>
    public string? Pool { get; init; }

    /// <summary>The conversation: an array of <c>{ "role", "content" }</c> as in OpenAI's chat completions.</summary>
    public JsonElement? Messages { get; init; }

    /// <summary>Short for one user message.</summary>
    public string? Prompt { get; init; }

    /// <summary>Model for agents that have none of their own.</summary>
    public string? Model { get; init; }

    /// <summary>Answer as server-sent events; default false.</summary>
    public bool? Stream { get; init; }

    /// <summary>Most tokens of the answer; default the agent's own.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>0–2; default the agent's own.</summary>
    public double? Temperature { get; init; }

    /// <summary>An object that goes to the agent as it is.</summary>
    public JsonElement? Metadata { get; init; }
}
