namespace AgentGrid.Domain.Identity;

/// <summary>Failed sign-ins of one origin and the growing wait that follows from them. Never a lock: the wait has an upper bound and ends by itself. Immutable.</summary>
/// <param name="Failures">Failures that are not forgotten yet.</param>
/// <param name="LastFailure">When the last of them was.</param>
public sealed record LoginDelay(int Failures, DateTimeOffset LastFailure)
{
    /// <summary>No failure yet.</summary>
    public static LoginDelay None { get; } = new(0, DateTimeOffset.MinValue);

    /// <summary>How long the next attempt has still to wait. An attempt before that is refused without looking at the password, and is no failure.</summary>
    public TimeSpan Wait(DateTimeOffset now, LoginDelayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (IsForgotten(now, options) || Failures <= options.FreeFailures) return TimeSpan.Zero;
        // In double, which doubles without overflow; the clock may have been set back.
        var whole = TimeSpan.FromSeconds(Math.Min(options.Longest.TotalSeconds, options.First.TotalSeconds * Math.Pow(2, Failures - options.FreeFailures - 1)));
        var left = LastFailure - now + whole;
        return left > whole ? whole : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>After one more wrong password or code.</summary>
    public LoginDelay Failed(DateTimeOffset now, LoginDelayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new LoginDelay(IsForgotten(now, options) ? 1 : Math.Min(Failures, int.MaxValue - 1) + 1, now);
    }

    private bool IsForgotten(DateTimeOffset now, LoginDelayOptions options) => Failures == 0 || now - LastFailure >= options.ForgetAfter;
}
