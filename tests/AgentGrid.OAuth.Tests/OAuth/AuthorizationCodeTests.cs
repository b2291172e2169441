using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.OAuth.Tests.OAuth;

public sealed class AuthorizationCodeTests
{
    private static readonly AuthorizationCode Code = new()
    {
        Hash = OpaqueHandle.Create().Hash,
        GrantId = Guid.CreateVersion7(Sample.Start),
        ClientId = "app",
        RedirectUri = Sample.RedirectUri,
        CodeChallenge = Sample.Challenge,
        Subject = "u1",
        SessionId = "s1",
        Scopes = ScopeSet.OpenId,
        AuthenticatedAt = Sample.Start,
        IssuedAt = Sample.Start,
    };

    [Fact]
    public void Use_once_within_its_life_is_granted()
    {
        var use = Code.Use("app", Sample.RedirectUri, Sample.Verifier, Sample.Start + AuthorizationCode.Lifetime - TimeSpan.FromTicks(1));
        Assert.Equal(CodeOutcome.Granted, use.Outcome);
        Assert.NotNull(use.Next.SpentAt);
        Assert.Equal(CodeOutcome.Refused, Code.Use("app", Sample.RedirectUri, Sample.Verifier, Sample.Start + AuthorizationCode.Lifetime).Outcome);
    }

    [Theory]
    [InlineData("other", Sample.RedirectUri, Sample.Verifier)]
    [InlineData("APP", Sample.RedirectUri, Sample.Verifier)]
    [InlineData("app", "https://app.example/cb/", Sample.Verifier)]
    [InlineData("app", null, Sample.Verifier)]
    [InlineData("app", Sample.RedirectUri, null)]
    [InlineData("app", Sample.RedirectUri, "")]
    [InlineData("app", Sample.RedirectUri, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Use_with_anything_wrong_is_refused_and_spends_the_code(string client, string? redirectUri, string? verifier)
    {
        var use = Code.Use(client, redirectUri, verifier, Sample.Start);
        Assert.Equal(CodeOutcome.Refused, use.Outcome);
        Assert.Equal(CodeOutcome.Replayed, use.Next.Use("app", Sample.RedirectUri, Sample.Verifier, Sample.Start).Outcome);
    }

    [Fact]
    public void Use_again_is_a_replay_for_ever_whoever_asks()
    {
        var spent = Code.Use("app", Sample.RedirectUri, Sample.Verifier, Sample.Start).Next;
        Assert.Equal(CodeOutcome.Replayed, spent.Use("app", Sample.RedirectUri, Sample.Verifier, Sample.Start).Outcome);
        Assert.Equal(CodeOutcome.Replayed, spent.Use("other", null, null, Sample.Start.AddYears(1)).Outcome);
    }

    /// <summary>Several uses at once, in any order of reads and writes: never two grants, and every later use is seen as a replay.</summary>
    [Fact]
    public void Random_schedules_never_grant_twice() =>
        Given.ForAll(Given.Numbers(0, 9999, 2, 40), schedule =>
        {
            var row = new CasCell<AuthorizationCode>(Code);
            var reads = new AuthorizationCode?[4];
            var granted = 0;
            var replays = 0;
            var uses = 0;
            foreach (var step in schedule)
            {
                var who = step % reads.Length;
                if (reads[who] is not { } read)
                {
                    reads[who] = row.Value;
                    continue;
                }
                var use = read.Use(step % 7 == 0 ? "other" : "app", Sample.RedirectUri, step % 5 == 0 ? null : Sample.Verifier, Sample.Start.AddSeconds(step % 80));
                // The loser of a race reads again at its next step.
                reads[who] = null;
                if (use.Outcome != CodeOutcome.Replayed && !row.TrySet(read, use.Next))
                    continue;
                uses++;
                granted += use.Outcome == CodeOutcome.Granted ? 1 : 0;
                replays += use.Outcome == CodeOutcome.Replayed ? 1 : 0;
            }
            Assert.InRange(granted, 0, 1);
            Assert.Equal(Math.Max(0, uses - 1), replays);
        }, runs: 1000);
}
