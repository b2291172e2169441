namespace AgentGrid.Providers.OpenAi;

internal enum RequestSpliceKind
{
    /// <summary>The value of <c>model</c>.</summary>
    Model,

    /// <summary>The value of a repeated <c>stream</c>.</summary>
    Stream,

    /// <summary>The value of <c>stream_options.include_usage</c>.</summary>
    UsageFlag,

    /// <summary>The place inside empty <c>stream_options</c>.</summary>
    UsageMember,

    /// <summary>The place at the start of <c>stream_options</c> that has other members.</summary>
    UsageMemberBeforeOthers,

    /// <summary>A <c>stream_options</c> of null.</summary>
    UsageOptions,

    /// <summary>The place before the closing brace of a request without <c>stream_options</c>.</summary>
    UsageOptionsAtEnd,
}

/// <summary>A piece of the body that may be replaced; ordered by position, never overlapping.</summary>
/// <param name="Same">For repeated members: the value that counts (the last one), written in all places. Length 0: leave as it is.</param>
internal readonly record struct RequestSplice(RequestSpliceKind Kind, int Start, int End, (int Start, int Length) Same = default)
{
    public bool IsUsage => Kind >= RequestSpliceKind.UsageFlag;
}
