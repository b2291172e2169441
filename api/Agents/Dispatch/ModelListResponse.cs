namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>OpenAI's list of models.</summary>
internal sealed record ModelListResponse(string Object, IReadOnlyList<ModelResponse> Data);
