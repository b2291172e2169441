namespace AgentGrid.Domain.Limits;

/// <summary>What came of spending from a <see cref="LocalQuota"/>.</summary>
public enum QuotaSpend
{
    /// <summary>A permit was spent.</summary>
    Spent,

    /// <summary>Nothing is left here: ask the limiter for a slice, hand it to <see cref="LocalQuota.Accept"/>.</summary>
    AskLimiter,

    /// <summary>The limiter refused a moment ago and said until when; asking again would tell nothing new.</summary>
    Refused,
}
