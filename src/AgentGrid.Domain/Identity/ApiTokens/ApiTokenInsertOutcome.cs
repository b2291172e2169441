namespace AgentGrid.Domain.Identity.ApiTokens;

/// <summary>How an insertion ended.</summary>
public enum ApiTokenInsertOutcome
{
    /// <summary>The token is stored.</summary>
    Inserted,

    /// <summary>Another token has, or had, the prefix; nothing was written. Generate another.</summary>
    PrefixTaken,

    /// <summary>The operation was done before; nothing was written. Its token is the result, but nobody knows its secret.</summary>
    Replayed,

    /// <summary>The owner has <see cref="ApiTokenRules.MaxLive"/> live tokens; nothing was written.</summary>
    TooMany,

    /// <summary>The owner does not exist, is deleted or disabled; nothing was written.</summary>
    OwnerGone,
}
