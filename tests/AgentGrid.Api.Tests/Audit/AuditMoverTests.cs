using AgentGrid.Api.Audit;
using AgentGrid.Api.Tests.Agents.Dispatch;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Domain.Audit;
using AgentGrid.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Audit;

public sealed class AuditMoverTests(TestPostgres postgres)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static AuditEvent Event(int number) => new()
    {
        Time = TimeProvider.System.GetUtcNow(),
        Actor = new AuditActor("someone", "user", null),
        Action = AuditActions.UserUpdated,
        RequestId = $"{number}",
    };

    private static async Task<List<string?>> RequestsAsync(IAuditStore store, string chain)
    {
        var requests = new List<string?>();
        var verifier = new AuditChainVerifier(AuditHead.Empty(chain));
        await foreach (var entry in store.ReadAsync(chain, 1, AuditHead.Max, Stop))
        {
            Assert.True(verifier.Add(entry), $"{verifier.Finding}");
            if (entry.Event!.Actor.Id == "someone") requests.Add(entry.Event.RequestId);
        }

        return requests;
    }

    [Fact]
    public async Task Events_arrive_in_their_chains_in_order_by_themselves()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres);
        var store = grid.Host.Services.GetRequiredService<IAuditStore>();
        for (var number = 0; number < 30; number++) await store.AddToOutboxAsync(number % 3 == 0 ? "project:p" : AuditChains.System, Event(number), Stop);

        await DispatchGrid.EventuallyAsync(async () => (await store.MeasureOutboxAsync(1, Stop)).Events == 0, "an empty outbox");

        Assert.Equal(Enumerable.Range(0, 30).Where(number => number % 3 == 0).Select(number => $"{number}"), await RequestsAsync(store, "project:p"));
        Assert.Equal(Enumerable.Range(0, 30).Where(number => number % 3 != 0).Select(number => $"{number}"), await RequestsAsync(store, AuditChains.System));
    }

    [Fact]
    public async Task Chain_that_cannot_be_written_makes_the_log_fall_behind_and_holds_up_no_other()
    {
        await using var grid = await GridUnderTest.StartAsync(postgres);
        var store = grid.Host.Services.GetRequiredService<IAuditStore>();
        var backlog = grid.Host.Services.GetRequiredService<AuditBacklog>();
        Assert.False(backlog.IsBehind);

        await TestPostgres.RunAsync(
            grid.DatabaseUrl,
            """INSERT INTO audit_outbox (chain, event, at) VALUES ('Not a chain', '{}', now() - interval '2 minutes'), ('system', '{"time":"2030-01-01T00:00:00Z","actor":{"id":"someone","kind":"user"},"action":"a.b","requestId":"1"}', now())""",
            Stop);

        await DispatchGrid.EventuallyAsync(() => Task.FromResult(backlog.IsBehind), "a backlog");
        await DispatchGrid.EventuallyAsync(async () => (await RequestsAsync(store, AuditChains.System)).Count == 1, "the event of the other chain");
        await TestPostgres.RunAsync(grid.DatabaseUrl, "DELETE FROM audit_outbox", Stop);
        await DispatchGrid.EventuallyAsync(() => Task.FromResult(!backlog.IsBehind), "no backlog");
    }
}
