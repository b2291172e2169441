using AgentGrid.Domain;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Grains.Tests.Hosting;

/// <summary>The real store, with places before and after each write where a test may hold it up or let it fail.</summary>
internal sealed class WatchedAuditStore(IAuditStore store) : IAuditStore
{
    private int _appends;

    public Func<Task> BeforeAppend { get; set; } = () => Task.CompletedTask;

    public Func<Task> AfterAppend { get; set; } = () => Task.CompletedTask;

    public Func<Task> BeforeHead { get; set; } = () => Task.CompletedTask;

    /// <summary>How many batches were sent.</summary>
    public int Appends => _appends;

    public async Task<bool> AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _appends);
        await BeforeAppend();
        var written = await store.AppendAsync(entries, cancellationToken);
        await AfterAppend();
        return written;
    }

    public async Task<AuditHead> GetHeadAsync(string chain, CancellationToken cancellationToken)
    {
        await BeforeHead();
        return await store.GetHeadAsync(chain, cancellationToken);
    }

    public Task AddToOutboxAsync(string chain, AuditEvent happened, CancellationToken cancellationToken) => store.AddToOutboxAsync(chain, happened, cancellationToken);

    public Task<AuditMove> MoveOutboxAsync(AuditHead head, int limit, CancellationToken cancellationToken) => store.MoveOutboxAsync(head, limit, cancellationToken);

    public Task<IReadOnlyList<AuditHead>> ListHeadsAsync(CancellationToken cancellationToken) => store.ListHeadsAsync(cancellationToken);

    public Task<AuditLink?> FindLinkAsync(string chain, long index, CancellationToken cancellationToken) => store.FindLinkAsync(chain, index, cancellationToken);

    public Task<AuditOutboxState> MeasureOutboxAsync(int limit, CancellationToken cancellationToken) => store.MeasureOutboxAsync(limit, cancellationToken);

    public Task<Page<AuditEntry>> ListAsync(int limit, string? cursor, AuditFilter filter, CancellationToken cancellationToken) => store.ListAsync(limit, cursor, filter, cancellationToken);

    public IAsyncEnumerable<AuditEntry> ReadAsync(string chain, long from, long through, CancellationToken cancellationToken) => store.ReadAsync(chain, from, through, cancellationToken);
}
