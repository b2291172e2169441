using System.Collections.Concurrent;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Postgres.Identity.OAuth;
using AgentGrid.Testing;

namespace AgentGrid.Postgres.Tests.Identity.OAuth;

/// <summary>
/// Random schedules of refreshes, replays of old tokens and revocations, several at once, on the real database. Holds at every pause: of all tokens ever issued at most one
/// is good, and none after a replay or a revocation.
/// </summary>
public sealed class RefreshInterleavingTests(TestPostgres postgres) : OAuthStoreTest(postgres)
{
    [Fact]
    public async Task At_most_one_refresh_token_is_good_and_none_after_the_end()
    {
        for (var seed = 1; seed <= 25; seed++) await RunScheduleAsync(seed);
    }

    private async Task RunScheduleAsync(int seed)
    {
        var random = new Random(seed);
        var (grant, first) = await BeginAsync();
        var issued = new ConcurrentQueue<RefreshToken>([first]);
        var ended = false;
        for (var step = 0; step < 6; step++)
        {
            var actions = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Choose(random, [.. issued])).ToArray();
            var outcomes = await Task.WhenAll(actions.Select(token => Task.Run(() => ActAsync(grant, token, issued), Cancel)));

            // Once it has ended nothing is issued that is good.
            ended |= outcomes.Any(outcome => outcome is null or RefreshOutcome.Reused);
            var good = await GoodAsync([.. issued]);
            Assert.True(good <= 1, $"seed {seed}: {good} tokens are good");
            Assert.False(ended && good > 0, $"seed {seed}: a token is good after the end");
            Assert.Equal(ended, await new GrantCredentials(Database).FindAsync(grant.ToString("D"), Cancel) is null);
        }
    }

    // Null: revoke. Mostly the newest token, sometimes an older one.
    private static RefreshToken? Choose(Random random, RefreshToken[] issued) => random.Next(10) switch
    {
        0 => null,
        1 => issued[random.Next(issued.Length)],
        _ => issued[^1],
    };

    private async Task<RefreshOutcome?> ActAsync(Guid grant, RefreshToken? token, ConcurrentQueue<RefreshToken> issued)
    {
        if (token is null)
        {
            await Grants.RevokeAsync(grant, Event(AuditActions.GrantRevoked), Cancel);
            return null;
        }

        var next = token.CreateSuccessor();
        var outcome = (await RefreshAsync(token, next)).Outcome;
        if (outcome == RefreshOutcome.Rotated) issued.Enqueue(next);
        return outcome;
    }

    // Asked of the rules without being stored: looking must not change what is looked at.
    private async Task<int> GoodAsync(RefreshToken[] issued)
    {
        var stored = await Grants.FindFamilyAsync(issued[0].FamilyHash, Cancel);
        return issued.Count(token => stored!.Family.Use(token, "app", null, token.CreateSuccessor(), RefreshPolicy.Default, Time.GetUtcNow()).Outcome == RefreshOutcome.Rotated);
    }
}
