using AgentGrid.Domain.Audit;
using AgentGrid.Postgres.Audit;
using AgentGrid.Postgres.Database;
using AgentGrid.Testing;

namespace AgentGrid.Postgres.Tests.Audit;

/// <summary>Base of the tests of the audit log's store.</summary>
public abstract class AuditTest(TestPostgres postgres) : IAsyncLifetime
{
    protected const string Chain = AuditChains.System;
    protected static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    protected GridDatabase Database { get; private set; } = null!;

    protected PostgresAuditStore Store { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.OpenDatabaseAsync(Cancel);
        Store = new PostgresAuditStore(Database);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    protected static AuditEvent Event(int number, string action = AuditActions.AgentUpdated) => new()
    {
        Time = Start.AddSeconds(number),
        Actor = new AuditActor($"user-{number % 3}", "user", null),
        Action = action,
        RequestId = $"request-{number}",
    };

    /// <summary>Entries that follow a head.</summary>
    protected static List<AuditEntry> Entries(AuditHead head, params IEnumerable<AuditEvent> events)
    {
        var content = new AuditContent();
        var entries = new List<AuditEntry>();
        foreach (var happened in events)
        {
            entries.Add(AuditEntry.After(head, happened, content));
            head = entries[^1].Link.Head;
        }

        return entries;
    }

    /// <summary>Appends as a writer does who is alone; returns the new head.</summary>
    protected async Task<AuditHead> AppendAsync(string chain, params IEnumerable<AuditEvent> events)
    {
        var entries = Entries(await Store.GetHeadAsync(chain, Cancel), events);
        Assert.True(await Store.AppendAsync(entries, Cancel));
        return entries[^1].Link.Head;
    }

    protected Task AddToOutboxAsync(AuditEvent happened, string chain = Chain) => Store.AddToOutboxAsync(chain, happened, Cancel);

    protected async Task<List<AuditEntry>> ReadAllAsync(string chain = Chain, PostgresAuditStore? store = null)
    {
        var entries = new List<AuditEntry>();
        await foreach (var entry in (store ?? Store).ReadAsync(chain, 1, AuditHead.Max, Cancel))
            entries.Add(entry);
        return entries;
    }

    /// <summary>The whole chain, which must verify.</summary>
    protected async Task<List<AuditEntry>> ReadWholeAsync(string chain = Chain)
    {
        var entries = await ReadAllAsync(chain);
        Assert.Null(Verify(entries, chain));
        return entries;
    }

    protected static AuditFinding? Verify(IEnumerable<AuditEntry> entries, string chain = Chain)
    {
        var verifier = new AuditChainVerifier(AuditHead.Empty(chain));
        foreach (var entry in entries)
            if (!verifier.Add(entry)) break;
        return verifier.Complete();
    }

    protected static IEnumerable<string?> Requests(IEnumerable<AuditEntry> entries) => entries.Select(entry => entry.Event!.RequestId);

    /// <summary>Runs statements as the owner, who may do anything.</summary>
    protected Task TamperAsync(string sql) => TestPostgres.RunAsync(Database.OwnerConnectionString, sql, Cancel);
}
