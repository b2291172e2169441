namespace AgentGrid.Providers.OpenAi;

/// <summary>Tokens as the upstream counted them; null where it said nothing. Never estimated.</summary>
/// <param name="InputTokens"><c>usage.prompt_tokens</c></param>
/// <param name="OutputTokens"><c>usage.completion_tokens</c></param>
/// <param name="CachedTokens"><c>usage.prompt_tokens_details.cached_tokens</c>, contained in the input tokens</param>
public readonly record struct OpenAiUsage(long? InputTokens, long? OutputTokens, long? CachedTokens)
{
    /// <summary>False when the upstream sent no usage at all.</summary>
    public bool IsKnown => InputTokens is not null || OutputTokens is not null;
}
