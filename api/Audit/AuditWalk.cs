using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Audit.Bundles;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Audit;

/// <summary>
/// Walks the whole log as the database has it now: its checkpoints, then every chain in the order of names, up to the end it had when the walk came by. What is appended meanwhile
/// is the next walk's business. Its properties may be read while it runs.
/// </summary>
/// <param name="store">The chains.</param>
/// <param name="checkpoints">The checkpoints.</param>
/// <param name="key">The key that signs them.</param>
/// <param name="seals">What was sealed.</param>
/// <param name="outside">The newest checkpoint that lies outside of the database; null when there is none.</param>
/// <param name="after">Where an earlier walk was interrupted; null for all.</param>
internal sealed class AuditWalk(IAuditStore store, IAuditCheckpointStore checkpoints, AuditSeals seals, VerificationKey key, AuditCheckpoint? outside, AuditHead? after = null)
{
    private const int Portion = 100;

    private readonly AuditLogVerifier _log = new(id => id == key.KeyId ? key : null, key.KeyId, outside, after);
    private long _entries;

    /// <summary>How many checkpoints were found good.</summary>
    public long Checkpoints => _log.Checkpoints;

    /// <summary>How many entries were found whole.</summary>
    public long Entries => Volatile.Read(ref _entries);

    /// <summary>How many entries there are to look at; 0 while checkpoints are read.</summary>
    public long Total { get; private set; }

    /// <summary>The last entry that was found whole; null before the first.</summary>
    public AuditHead? Head { get; private set; }

    /// <summary>The first thing found wrong by now, or null.</summary>
    public AuditFinding? Finding { get; private set; }

    /// <summary>Walks to the end.</summary>
    /// <param name="pause">Asked after each entry and each portion of checkpoints: where the caller saves, waits and stops.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Domain.Settings.DatabaseUnavailableException">The database is away.</exception>
    public async Task<AuditBundleReport> RunAsync(Func<AuditWalk, ValueTask> pause, CancellationToken cancellationToken)
    {
        Head = after;
        await ReadCheckpointsAsync(pause, cancellationToken);
        Finding = _log.Finding;
        // Later than the checkpoints: a chain has at least what they signed.
        var heads = (await store.ListHeadsAsync(cancellationToken)).ToDictionary(head => head.Chain, StringComparer.Ordinal);
        var names = heads.Keys.Union(_log.Chains).Where(name => after is null || string.CompareOrdinal(name, after.Chain) >= 0).Order(StringComparer.Ordinal).ToList();
        Total = names.Sum(name => heads.GetValueOrDefault(name)?.Index ?? 0) - (after?.Index ?? 0);
        foreach (var name in names)
        {
            if (heads.TryGetValue(name, out var head)) await ReadChainAsync(head, pause, cancellationToken);
            _log.Complete(name);
            Finding = _log.Finding;
        }

        return _log.Report();
    }

    private async Task ReadCheckpointsAsync(Func<AuditWalk, ValueTask> pause, CancellationToken cancellationToken)
    {
        long next = 1;
        while (_log.CheckpointFinding is null && await checkpoints.ListAsync(next, Portion, cancellationToken) is { Count: > 0 } texts)
        {
            foreach (var text in texts)
            {
                if (!AuditCheckpoint.TryParse(text, out var checkpoint)) _log.AddUnreadableCheckpoint();
                else if (_log.Add(checkpoint)) next = checkpoint.Number + 1;
            }

            await pause(this);
        }
    }

    private async Task ReadChainAsync(AuditHead last, Func<AuditWalk, ValueTask> pause, CancellationToken cancellationToken)
    {
        await foreach (var entry in store.ReadAsync(last.Chain, _log.HeadOf(last.Chain).Index + 1, last.Index, cancellationToken))
        {
            // The seal is in the log before a content is deleted, so one that came after the walk began is found when it matters.
            if (entry.Event is null && entry.Link.Index > _log.SealedThrough(last.Chain) && await seals.LoadAsync(cancellationToken) is { } seal) _log.SealThrough(seal.Through);
            if (!_log.Add(entry)) return;
            Volatile.Write(ref _entries, _entries + 1);
            Head = entry.Link.Head;
            await pause(this);
        }
    }
}
