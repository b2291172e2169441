using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.OAuth.Tests.OAuth;

public sealed class SessionRulesTests
{
    private static readonly SessionPolicy Policy = SessionPolicy.Default;
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public void Judge_edges()
    {
        var start = Sample.Start;
        var fresh = new SessionTimes(start, start);
        Assert.Equal(SessionVerdict.Live, SessionRules.Judge(fresh, Policy, start + TimeSpan.FromMinutes(30) - Tick));
        Assert.Equal(SessionVerdict.Idle, SessionRules.Judge(fresh, Policy, start + TimeSpan.FromMinutes(30)));
        var busy = fresh with { LastSeenAt = start + TimeSpan.FromHours(8) - Tick };
        Assert.Equal(SessionVerdict.Live, SessionRules.Judge(busy, Policy, start + TimeSpan.FromHours(8) - Tick));
        Assert.Equal(SessionVerdict.TooOld, SessionRules.Judge(busy, Policy, start + TimeSpan.FromHours(8)));
        Assert.Equal(SessionVerdict.Revoked, SessionRules.Judge(fresh with { RevokedAt = start }, Policy, start));
        // Also when the revoking machine's clock is ahead of ours.
        Assert.Equal(SessionVerdict.Revoked, SessionRules.Judge(fresh with { RevokedAt = start.AddMinutes(1) }, Policy, start));
    }

    [Fact]
    public void NeedsTouch_at_most_once_a_minute_and_never_after_the_end()
    {
        var fresh = new SessionTimes(Sample.Start, Sample.Start);
        Assert.False(SessionRules.NeedsTouch(fresh, Policy, Sample.Start + TimeSpan.FromMinutes(1) - Tick));
        Assert.True(SessionRules.NeedsTouch(fresh, Policy, Sample.Start + TimeSpan.FromMinutes(1)));
        Assert.False(SessionRules.NeedsTouch(fresh, Policy, Sample.Start.AddHours(-1)));
        Assert.False(SessionRules.NeedsTouch(fresh, Policy, Sample.Start + TimeSpan.FromMinutes(30)));
        Assert.False(SessionRules.NeedsTouch(fresh with { RevokedAt = Sample.Start }, Policy, Sample.Start + TimeSpan.FromMinutes(2)));
    }

    /// <summary>Requests at random intervals: the session lives on exactly while the rules say so, and never past its two bounds.</summary>
    [Fact]
    public void Random_use_ends_at_the_announced_time() =>
        Given.ForAll(Given.Numbers(0, 2400, 1, 200), seconds =>
        {
            var times = new SessionTimes(Sample.Start, Sample.Start);
            var now = Sample.Start;
            var lastUse = now;
            foreach (var step in seconds)
            {
                now += TimeSpan.FromSeconds(step);
                var isLive = SessionRules.Judge(times, Policy, now) == SessionVerdict.Live;
                Assert.Equal(now < SessionRules.EndsAt(times, Policy), isLive);
                if (now - lastUse >= Policy.Idle || now - Sample.Start >= Policy.Absolute)
                    Assert.False(isLive);
                if (now - lastUse < Policy.Idle - Policy.Touch && now - Sample.Start < Policy.Absolute)
                    Assert.True(isLive);
                if (!isLive)
                    return;
                lastUse = now;
                if (SessionRules.NeedsTouch(times, Policy, now))
                    times = times with { LastSeenAt = now };
            }
        }, runs: 500);

    [Fact]
    public void EndsAt_of_a_revoked_session_is_then()
    {
        var ended = new SessionTimes(Sample.Start, Sample.Start, Sample.Start.AddMinutes(3));
        Assert.Equal(Sample.Start.AddMinutes(3), SessionRules.EndsAt(ended, Policy));
    }
}
