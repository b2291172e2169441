namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>
/// When a session ends. Its use is written down at most once per <see cref="SessionPolicy.Touch"/>, so an idle session may end that much early, never late.
/// A clock that steps back neither ends a session nor revives an ended one for longer than the step.
/// </summary>
public static class SessionRules
{
    /// <summary>Judges a session.</summary>
    public static SessionVerdict Judge(SessionTimes times, SessionPolicy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(policy);
        return times.RevokedAt is not null ? SessionVerdict.Revoked
            : now >= times.SignedInAt + policy.Absolute ? SessionVerdict.TooOld
            : now >= times.LastSeenAt + policy.Idle ? SessionVerdict.Idle
            : SessionVerdict.Live;
    }

    /// <summary>Whether a request of this live session must be written down. An ended session is never touched.</summary>
    public static bool NeedsTouch(SessionTimes times, SessionPolicy policy, DateTimeOffset now) =>
        Judge(times, policy, now) == SessionVerdict.Live && now >= times.LastSeenAt + policy.Touch;

    /// <summary>When the session ends if it is not used again: the <c>exp</c> of its cookie.</summary>
    public static DateTimeOffset EndsAt(SessionTimes times, SessionPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(policy);
        var absolute = times.SignedInAt + policy.Absolute;
        var idle = times.LastSeenAt + policy.Idle;
        var end = idle < absolute ? idle : absolute;
        return times.RevokedAt < end ? times.RevokedAt.Value : end;
    }
}
