namespace AgentGrid.Providers.OpenAi;

/// <summary>What a whole (not streamed) response body says; the body itself is forwarded unchanged.</summary>
public readonly struct OpenAiResponse
{
    private readonly OpenAiPayload _payload;

    private OpenAiResponse(OpenAiResponseKind kind, in OpenAiPayload payload, string? model)
    {
        Kind = kind;
        _payload = payload;
        Model = model;
    }

    public OpenAiResponseKind Kind { get; }

    public OpenAiUsage Usage => _payload.Usage;

    /// <summary><c>finish_reason</c> of the last choice that has one.</summary>
    public string? FinishReason => _payload.FinishReason;

    /// <summary>The model that answered, as the upstream names it.</summary>
    public string? Model { get; }

    /// <summary>Reads a body in one pass.</summary>
    /// <param name="body">The decoded bytes of the response.</param>
    /// <param name="operation">What was asked; a body without its required member is malformed.</param>
    public static OpenAiResponse Inspect(ReadOnlySpan<byte> body, OpenAiOperation operation = OpenAiOperation.Chat)
    {
        if (!OpenAiPayload.TryParse(body, out var payload))
            return new OpenAiResponse(OpenAiResponseKind.Malformed, default, null);
        var isAnswer = operation == OpenAiOperation.Chat ? payload.HasChoices : payload.HasData;
        var kind = payload.HasError ? OpenAiResponseKind.ErrorBody : isAnswer ? OpenAiResponseKind.Ok : OpenAiResponseKind.Malformed;
        return new OpenAiResponse(kind, payload, JsonSlice.Name(body, payload.Model));
    }

    /// <summary>The response id, or null.</summary>
    /// <param name="body">The bytes that were inspected.</param>
    public string? GetId(ReadOnlySpan<byte> body) => JsonSlice.Text(body, _payload.Id);

    /// <summary>The first choice's message, as slices of the body.</summary>
    /// <param name="body">The bytes that were inspected.</param>
    public OpenAiMessage GetMessage(ReadOnlyMemory<byte> body) => new(
        JsonSlice.Name(body.Span, _payload.Role) ?? "assistant",
        body[_payload.Content],
        body[_payload.ToolCalls],
        body[_payload.Refusal]);
}
