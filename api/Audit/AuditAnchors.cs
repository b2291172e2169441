using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>The checkpoints that answers are held against, read at most once a second: a query then costs its page.</summary>
internal sealed class AuditAnchors(IAuditCheckpointStore checkpoints, AuditSigner signer, AuditOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);
    private readonly CheckpointFolder? _folder = options.CheckpointFolder is { } path ? new CheckpointFolder(path) : null;
    private readonly SemaphoreSlim _reading = new(1);
    private Read? _read;
    private AuditCheckpoint? _walked;

    /// <summary>The last checkpoint in the database and the last outside of it, and what is wrong with them.</summary>
    public async Task<AuditAnchorState> GetAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } known) return known;
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (Fresh() is { } meanwhile) return meanwhile;
            var state = await LoadAsync(cancellationToken);
            Volatile.Write(ref _read, new Read(state, time.GetTimestamp()));
            return state;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>As they are now.</summary>
    public async Task<AuditAnchorState> LoadAsync(CancellationToken cancellationToken)
    {
        // The outside one first: meanwhile the database can only come to have more.
        var outside = await GetOutsideAsync(cancellationToken);
        var key = (await signer.GetAsync(cancellationToken)).Public;
        var text = await checkpoints.GetLastAsync(cancellationToken);
        AuditCheckpoint? last = null;
        if (text is not null && (!AuditCheckpoint.TryParse(text, out last) || !last.IsSignedBy(key)))
            return new AuditAnchorState(null, outside, new AuditFinding(AuditFault.CheckpointSignature, null, null, last?.Number));
        if (outside is not null && (last is null || last.Number < outside.Number))
            return new AuditAnchorState(last, outside, new AuditFinding(AuditFault.OlderBackup, null, null, outside.Number));
        if (outside is null) return new AuditAnchorState(last, null, null);
        var same = await checkpoints.ListAsync(outside.Number, 1, cancellationToken);
        return same.Count == 1 && same[0] == outside.ToString()
            ? new AuditAnchorState(last, outside, null)
            : new AuditAnchorState(last, outside, new AuditFinding(AuditFault.CheckpointChanged, null, null, outside.Number));
    }

    /// <summary>The newest checkpoint outside of the database; null when there is none.</summary>
    public async Task<AuditCheckpoint?> GetOutsideAsync(CancellationToken cancellationToken) => _folder is null ? null : await _folder.GetLastAsync(cancellationToken);

    /// <summary>The checkpoint up to which the log was walked; null when it is another one now.</summary>
    public async Task<AuditCheckpoint?> FindWalkedAsync(long number, string hash, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _walked) is { } known && known.Number == number && known.Hash.ToString() == hash) return known;
        var texts = await checkpoints.ListAsync(number, 1, cancellationToken);
        if (texts.Count == 0 || !AuditCheckpoint.TryParse(texts[0], out var found) || found.Number != number || found.Hash.ToString() != hash) return null;
        Volatile.Write(ref _walked, found);
        return found;
    }

    public void Dispose() => _reading.Dispose();

    private AuditAnchorState? Fresh() => Volatile.Read(ref _read) is { } read && time.GetElapsedTime(read.At) < Kept ? read.State : null;

    private sealed record Read(AuditAnchorState State, long At);
}
