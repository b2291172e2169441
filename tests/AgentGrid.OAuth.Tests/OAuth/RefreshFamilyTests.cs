using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.OAuth.Tests.OAuth;

public sealed class RefreshFamilyTests
{
    private static readonly RefreshPolicy Policy = RefreshPolicy.Default;

    private readonly RefreshToken _first = RefreshToken.Create();

    [Fact]
    public void Use_of_the_current_token_rotates_it()
    {
        var second = _first.CreateSuccessor();
        var use = Use(Start(_first), _first, second);
        Assert.Equal(RefreshOutcome.Rotated, use.Outcome);
        Assert.Equal(RefreshOutcome.Rotated, Use(use.Next, second, second.CreateSuccessor()).Outcome);
    }

    [Fact]
    public void Use_of_any_older_token_ends_the_family_however_long_ago()
    {
        var family = Start(_first);
        var current = _first;
        var older = new List<RefreshToken>();
        for (var i = 0; i < 20; i++)
        {
            older.Add(current);
            current = current.CreateSuccessor();
            family = Use(family, older[^1], current).Next;
        }
        Assert.All(older, token =>
        {
            var use = Use(family, token, token.CreateSuccessor());
            Assert.Equal(RefreshOutcome.Reused, use.Outcome);
            Assert.Equal(RefreshOutcome.Refused, Use(use.Next, current, current.CreateSuccessor()).Outcome);
        });
    }

    [Fact]
    public void Use_by_another_client_ends_the_family()
    {
        var use = Start(_first).Use(_first, "other", null, _first.CreateSuccessor(), Policy, Sample.Start);
        Assert.Equal(RefreshOutcome.Reused, use.Outcome);
        Assert.NotNull(use.Next.RevokedAt);
    }

    [Fact]
    public void Use_after_idle_or_absolute_end_is_refused()
    {
        var family = Start(_first);
        Assert.Equal(RefreshOutcome.Rotated, Use(family, _first, _first.CreateSuccessor(), Policy.Idle - TimeSpan.FromTicks(1)).Outcome);
        Assert.Equal(RefreshOutcome.Refused, Use(family, _first, _first.CreateSuccessor(), Policy.Idle).Outcome);
        var busy = family with { RotatedAt = Sample.Start + Policy.Absolute - TimeSpan.FromHours(1) };
        Assert.Equal(Sample.Start + Policy.Absolute, busy.ExpiresAt(Policy));
        Assert.Equal(RefreshOutcome.Refused, Use(busy, _first, _first.CreateSuccessor(), Policy.Absolute).Outcome);
        Assert.Equal(RefreshOutcome.Rotated, Use(busy, _first, _first.CreateSuccessor(), Policy.Absolute - TimeSpan.FromTicks(1)).Outcome);
    }

    [Fact]
    public void Use_may_ask_for_less_but_never_for_more()
    {
        var family = Start(_first);
        var less = family.Use(_first, "app", ScopeSet.Rooms, _first.CreateSuccessor(), Policy, Sample.Start);
        Assert.Equal(RefreshOutcome.Rotated, less.Outcome);
        Assert.Equal(family.Scopes, less.Next.Scopes);
        foreach (var scopes in new[] { ScopeSet.Grid, ScopeSet.All, ScopeSet.Empty })
        {
            var more = family.Use(_first, "app", scopes, _first.CreateSuccessor(), Policy, Sample.Start);
            Assert.Equal((RefreshOutcome.ScopeTooWide, family), (more.Outcome, more.Next));
        }
    }

    [Fact]
    public void Revoke_first_end_stands()
    {
        var ended = Start(_first).Revoke(Sample.Start).Revoke(Sample.Start.AddDays(1));
        Assert.Equal(Sample.Start, ended.RevokedAt);
        Assert.Equal(RefreshOutcome.Refused, Use(ended, _first, _first.CreateSuccessor()).Outcome);
    }

    [Fact]
    public void Use_with_a_token_of_another_family_is_a_mistake_of_the_caller()
    {
        var other = RefreshToken.Create();
        Assert.Throws<ArgumentException>(() => Use(Start(_first), other, _first.CreateSuccessor()));
        Assert.Throws<ArgumentException>(() => Use(Start(_first), _first, other));
    }

    /// <summary>
    /// A client, a thief who copies tokens, an administrator, all at once in any order of reads and writes. At every moment at most one token is good; once a copy
    /// and the original were both used, nothing is.
    /// </summary>
    [Fact]
    public void Random_schedules_leave_at_most_one_live_token() =>
        Given.ForAll(Given.Numbers(0, 9999, 5, 80), schedule =>
        {
            var row = new CasCell<RefreshFamily>(Start(_first));
            var issued = new List<RefreshToken> { _first };
            var used = new HashSet<RefreshToken>();
            var pending = new (RefreshFamily Read, RefreshToken Token)?[3];
            var isOver = false;
            var now = TimeSpan.Zero;
            foreach (var step in schedule)
            {
                now += TimeSpan.FromHours(step % 30);
                var who = step % pending.Length;
                if (step % 41 == 0)
                    row.TrySet(row.Value, row.Value.Revoke(Sample.Start + now));
                else if (pending[who] is not { } turn)
                    pending[who] = (row.Value, issued[^(1 + (step % 4 == 0 ? step % issued.Count : 0))]);
                else
                {
                    var successor = turn.Token.CreateSuccessor();
                    var use = turn.Read.Use(turn.Token, step % 29 == 0 ? "other" : "app", null, successor, Policy, Sample.Start + now);
                    // The loser of a race decides anew on what it reads then, with the token it has.
                    if (!ReferenceEquals(use.Next, turn.Read) && !row.TrySet(turn.Read, use.Next))
                    {
                        pending[who] = (row.Value, turn.Token);
                        continue;
                    }
                    pending[who] = null;
                    Assert.False(use.Outcome == RefreshOutcome.Rotated && isOver);
                    if (use.Outcome == RefreshOutcome.Rotated)
                    {
                        Assert.True(used.Add(turn.Token), "A token was good twice.");
                        issued.Add(successor);
                    }
                    isOver |= use.Outcome == RefreshOutcome.Reused;
                }
                isOver |= row.Value.RevokedAt is not null;
                var live = issued.Count(token => Use(row.Value, token, token.CreateSuccessor(), now).Outcome == RefreshOutcome.Rotated);
                Assert.InRange(live, 0, isOver ? 0 : 1);
            }
        }, runs: 500);

    private static RefreshFamily Start(RefreshToken first) => new()
    {
        Hash = first.FamilyHash,
        GrantId = Guid.CreateVersion7(Sample.Start),
        ClientId = "app",
        Subject = "u1",
        Scopes = ScopeSet.OpenId.Union(ScopeSet.Rooms),
        StartedAt = Sample.Start,
        RotatedAt = Sample.Start,
        Current = first.SecretHash,
    };

    private static RefreshUse Use(RefreshFamily family, RefreshToken token, RefreshToken successor, TimeSpan after = default) =>
        family.Use(token, "app", null, successor, Policy, Sample.Start + after);
}
