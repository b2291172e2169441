using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>
/// Signs the heads of all chains every 30 s when one has moved, and sees to copies outside of the database. One process at a time. It does not vouch for a log that lost or changed
/// what it vouched for before: then it signs nothing and says so until that is settled.
/// </summary>
internal sealed partial class AuditCheckpoints(
    IAuditStore store, IAuditCheckpointStore checkpoints, AuditSigner signer, AuditOptions options, AuditTelemetry telemetry, TimeProvider time,
    ILogger<AuditCheckpoints> logger) : BackgroundService
{
    private const int Portion = 100;
    private readonly CheckpointFolder? _folder = options.CheckpointFolder is { } path ? new CheckpointFolder(path) : null;
    private AuditAnchor _anchor = new(null, null, null);

    /// <summary>How well the log is held from outside, as this process last saw it.</summary>
    public AuditAnchor Anchor => Volatile.Read(ref _anchor);

    /// <summary>One round. False when another process is at it.</summary>
    public Task<bool> RunAsync(CancellationToken cancellationToken) => checkpoints.AloneAsync(
        async token =>
        {
            var last = await LastAsync(token);
            var outside = _folder is null ? null : await _folder.GetLastAsync(token);
            var heads = await store.ListHeadsAsync(token);
            var finding = last.Finding ?? await CompareAsync(last.Checkpoint, outside, token) ?? await CheckAsync(last.Checkpoint, heads, token);
            if (finding is not null)
            {
                if (finding != Anchor.Finding) LogFound(logger, finding);
                Volatile.Write(ref _anchor, new AuditAnchor(last.Checkpoint?.Number, outside?.Number, finding));
                return;
            }

            var newest = await SignAsync(last.Checkpoint, heads, token);
            if (newest is not null && time.GetUtcNow() - newest.Time >= options.HeartbeatAfter) await store.AddToOutboxAsync(AuditChains.System, Heartbeat(), token);
            var copied = await CopyAsync(outside, token);
            Volatile.Write(ref _anchor, new AuditAnchor(newest?.Number, copied, null));
        },
        cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.CheckpointEvery, time);
        try
        {
            do await TryRunAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what was written until now is signed.
            await TryRunAsync(CancellationToken.None);
        }
    }

    private async Task TryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(cancellationToken);
        }
        // Database, disk or key: whatever it is, the next round tries again.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, exception);
        }
    }

    private async Task<(AuditCheckpoint? Checkpoint, AuditFinding? Finding)> LastAsync(CancellationToken cancellationToken) =>
        await checkpoints.GetLastAsync(cancellationToken) is not { } text ? (null, null)
        : AuditCheckpoint.TryParse(text, out var last) && last.IsSignedBy((await signer.GetAsync(cancellationToken)).Public) ? (last, null)
        : (null, new AuditFinding(AuditFault.CheckpointSignature, null, null, last?.Number));

    // What lies outside must be in the database, too.
    private async Task<AuditFinding?> CompareAsync(AuditCheckpoint? last, AuditCheckpoint? outside, CancellationToken cancellationToken)
    {
        if (outside is null) return null;
        if (last is null || last.Number < outside.Number) return new AuditFinding(AuditFault.OlderBackup, null, null, outside.Number);
        var same = await checkpoints.ListAsync(outside.Number, 1, cancellationToken);
        return same.Count == 1 && same[0] == outside.ToString() ? null : new AuditFinding(AuditFault.CheckpointChanged, null, null, outside.Number);
    }

    // What was signed must still be there. A later epoch says itself that it goes on from an older backup.
    private async Task<AuditFinding?> CheckAsync(AuditCheckpoint? last, IReadOnlyList<AuditHead> heads, CancellationToken cancellationToken)
    {
        if (last is null) return null;
        var now = heads.ToDictionary(head => head.Chain, StringComparer.Ordinal);
        foreach (var signed in last.Heads)
        {
            if (!now.TryGetValue(signed.Chain, out var head)) return new AuditFinding(AuditFault.ChainMissing, signed.Chain, 1, last.Number);
            if (head == signed || head.Epoch > signed.Epoch) continue;
            if (head.Index < signed.Index) return new AuditFinding(AuditFault.TailMissing, signed.Chain, head.Index + 1, last.Number);
            if ((await store.FindLinkAsync(signed.Chain, signed.Index, cancellationToken))?.Fingerprint != signed.Fingerprint)
                return new AuditFinding(AuditFault.Rechained, signed.Chain, signed.Index, last.Number);
        }

        return null;
    }

    private async Task<AuditCheckpoint?> SignAsync(AuditCheckpoint? last, IReadOnlyList<AuditHead> heads, CancellationToken cancellationToken)
    {
        if (heads.Count == 0 || (last is not null && !HasMoved(last, heads))) return last;
        var next = AuditCheckpoint.Sign(last, time.GetUtcNow(), heads, await signer.GetAsync(cancellationToken));
        if (!await checkpoints.AddAsync(next, cancellationToken)) throw new InvalidOperationException($"There is another checkpoint {next.Number}.");
        telemetry.Checkpoints.Add(1);
        return next;
    }

    private async Task<long?> CopyAsync(AuditCheckpoint? outside, CancellationToken cancellationToken)
    {
        if (_folder is null) return null;
        var copied = outside?.Number ?? 0;
        while (await checkpoints.ListAsync(copied + 1, Portion, cancellationToken) is { Count: > 0 } missing)
        {
            var lines = missing.Select(text => AuditCheckpoint.TryParse(text, out var checkpoint) ? checkpoint : throw new InvalidOperationException("A stored checkpoint is none.")).ToList();
            await _folder.AddAsync(lines, cancellationToken);
            copied = lines[^1].Number;
        }

        return copied == 0 ? null : copied;
    }

    // After an hour of silence there is an entry, which the next round signs: so silence differs from deletion.
    private AuditEvent Heartbeat() => new() { Time = time.GetUtcNow(), Actor = new AuditActor("system", "system", null), Action = AuditActions.AuditHeartbeat };

    private static bool HasMoved(AuditCheckpoint last, IReadOnlyList<AuditHead> heads) => heads.Count != last.Heads.Length || heads.Except(last.Heads).Any();

    [LoggerMessage(5121, LogLevel.Critical, "The audit log is not what was signed: {Finding}. No further checkpoint is signed until this is settled")]
    private static partial void LogFound(ILogger logger, AuditFinding finding);

    [LoggerMessage(5122, LogLevel.Error, "No checkpoint of the audit log could be made now; trying on")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
