using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>
/// Seals what is older than a time: writes an archive, says so in the log, and only then deletes the contents. One process at a time. Killed anywhere it leaves a whole log: an
/// archive that nobody names, or a seal whose contents the next run deletes.
/// </summary>
internal sealed partial class AuditSealer(
    IAuditStore store, IAuditSealStore contents, IAuditCheckpointStore stored, AuditCheckpoints checkpoints, AuditAnchors anchors, AuditSeals seals, AuditVerificationState verification,
    AuditMover mover, AuditSigner signer, AuditOptions options, TimeProvider time)
{
    private const int Batch = 5_000;
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MostWait = TimeSpan.FromMinutes(1);

    /// <summary>Deletes what an earlier sealing left, then seals.</summary>
    /// <param name="before">Everything up to the last checkpoint that was signed until then is sealed. Null: only what was left is deleted.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="tell">Told of progress: at every step and every batch.</param>
    /// <param name="cancellationToken">Ends it; what is left undone is done by the next run.</param>
    /// <exception cref="GridException">Conflict: another is at it, or the log is not proven as far as it must be; nothing more is deleted.</exception>
    public async Task<AuditSealOutcome> RunAsync(DateTimeOffset? before, Caller caller, Action<AuditSealProgress> tell, CancellationToken cancellationToken)
    {
        var outcome = new AuditSealOutcome(null, 0);
        var ran = await contents.AloneAsync(async token => outcome = await SealAsync(before, caller, tell, token), cancellationToken);
        return ran ? outcome : throw new GridException(GridErrorCode.Conflict, "The log is being sealed already; wait for that to end.") { RetryAfterMs = 5000 };
    }

    private async Task<AuditSealOutcome> SealAsync(DateTimeOffset? before, Caller caller, Action<AuditSealProgress> tell, CancellationToken cancellationToken)
    {
        var folder = new ArchiveFolder(options.ArchiveFolder ?? throw Refused("There is no folder for archives; set GRID_AUDIT_ARCHIVE. Nothing was sealed."));
        // A seal may wait in the outbox since a process was killed.
        await mover.MoveAsync(cancellationToken);
        var last = await seals.LoadAsync(cancellationToken);
        var deleted = last is null ? 0 : await DeleteAsync(last, folder, tell, cancellationToken);
        if (before is not { } until) return new AuditSealOutcome(null, deleted);
        var outside = await DemandAnchorAsync(cancellationToken);
        if (await FindAsync(until, last?.Through.Number ?? 0, outside, cancellationToken) is not { } through) return new AuditSealOutcome(null, deleted);
        await DemandWalkAsync(through, cancellationToken);

        var key = await signer.GetAsync(cancellationToken);
        var (archive, hash, count) = await ArchiveAsync(last?.Through, through, folder, tell, cancellationToken);
        var seal = AuditSeal.Sign(last?.Through.Number ?? 0, through, archive, hash, key);
        tell(new AuditSealProgress("record", 0, 2));
        await store.AddToOutboxAsync(
            AuditChains.System, caller.Audit(AuditActions.AuditSealed, time.GetUtcNow(), new AuditTarget("archive", archive), details: seal.ToDetails(through.Time, count)), cancellationToken);
        tell(new AuditSealProgress("record", 1, 2));
        await mover.MoveAsync(cancellationToken);
        var state = await seals.LoadAsync(cancellationToken);
        if (state?.Seal.ArchiveHash != hash) throw new InvalidOperationException("The seal is not in the log, though it was moved there.");
        return new AuditSealOutcome(state, deleted + await DeleteAsync(state, folder, tell, cancellationToken));
    }

    private async Task<long> DeleteAsync(AuditSealState seal, ArchiveFolder folder, Action<AuditSealProgress> tell, CancellationToken cancellationToken)
    {
        var first = await contents.FindFirstContentsAsync(cancellationToken);
        var left = seal.Through.Heads.Where(head => first.GetValueOrDefault(head.Chain, long.MaxValue) <= head.Index).ToList();
        if (left.Count == 0) return 0;
        if (!await folder.HoldsAsync(seal.Seal, cancellationToken))
            throw Refused($"The archive {seal.Seal.Archive} does not lie in GRID_AUDIT_ARCHIVE as it was sealed; contents are deleted only when it does. Put it back.");
        await CoverAsync(seal.Entry.Link, cancellationToken);
        tell(new AuditSealProgress("record", 2, 2));

        var (deleted, done, total) = (0L, 0L, left.Sum(head => head.Index - first[head.Chain] + 1));
        foreach (var head in left)
        {
            for (var from = first[head.Chain]; from <= head.Index; from += Batch)
            {
                var through = Math.Min(head.Index, from + Batch - 1);
                deleted += await contents.DeleteContentsAsync(head.Chain, from, through, cancellationToken);
                tell(new AuditSealProgress("delete", done += through - from + 1, total));
            }
        }

        return deleted;
    }

    // A log that is cut off must not lose the word that its contents were sealed.
    private async Task CoverAsync(AuditLink entry, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            // Another process may be signing.
            await checkpoints.RunAsync(cancellationToken);
            if (checkpoints.Anchor.Finding is { } finding) throw Refused($"The log is not what was signed: {finding}. Nothing more was deleted.");
            if ((await anchors.GetOutsideAsync(cancellationToken))?.Heads.FirstOrDefault(head => head.Chain == entry.Chain)?.Index >= entry.Index) return;
            if (time.GetElapsedTime(began) > MostWait) throw new GridException(GridErrorCode.Unavailable, "No checkpoint could be signed; nothing more was deleted. Try again shortly.") { RetryAfterMs = 30_000 };
            await Task.Delay(LookAgainAfter, time, cancellationToken);
        }
    }

    private static GridException Refused(string why) => new(GridErrorCode.Conflict, why);
}
