namespace AgentGrid.Providers.OpenAi;

/// <summary>An assistant message as raw JSON values, ready for <c>Utf8JsonWriter.WriteRawValue</c>. A member that the upstream did not send is empty.</summary>
/// <param name="Role">Usually <c>assistant</c>.</param>
/// <param name="Content">A JSON string, an array of content parts, or <c>null</c>.</param>
/// <param name="ToolCalls">A JSON array, or <c>null</c>.</param>
/// <param name="Refusal">A JSON string, or <c>null</c>.</param>
public readonly record struct OpenAiMessage(string Role, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> ToolCalls, ReadOnlyMemory<byte> Refusal)
{
    /// <summary>The content as text: the string, or the <c>text</c> of all parts put together; null when there is none.</summary>
    public string? GetText() => JsonSlice.ContentText(Content.Span);
}
