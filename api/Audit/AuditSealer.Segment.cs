using System.Globalization;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Audit.Bundles;

namespace AgentGrid.Api.Audit;

/// <content>What may be sealed, and its archive.</content>
internal sealed partial class AuditSealer
{
    private async Task<AuditCheckpoint> DemandAnchorAsync(CancellationToken cancellationToken)
    {
        var anchor = await anchors.LoadAsync(cancellationToken);
        if (anchor.Finding is { } finding) throw Refused($"The log is not what was signed: {finding}. Nothing was sealed.");
        return anchor.Outside ?? throw Refused("No checkpoint lies outside of the database (GRID_AUDIT_CHECKPOINTS), so nothing proves what would be sealed. Nothing was sealed.");
    }

    // By the times that were signed; they grow with the numbers. Nothing under a checkpoint is newer than it is.
    private async Task<AuditCheckpoint?> FindAsync(DateTimeOffset before, long after, AuditCheckpoint outside, CancellationToken cancellationToken)
    {
        var key = (await signer.GetAsync(cancellationToken)).Public;
        AuditCheckpoint? found = null;
        var (low, high) = (after, outside.Number);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (await stored.ListAsync(middle, 1, cancellationToken) is not [var text] || !AuditCheckpoint.TryParse(text, out var checkpoint) || checkpoint.Number != middle || !checkpoint.IsSignedBy(key))
                throw Refused($"Checkpoint {middle} is not what was signed. Nothing was sealed.");
            if (checkpoint.Time <= before) (found, low) = (checkpoint, middle);
            else high = middle - 1;
        }

        return found;
    }

    private async Task DemandWalkAsync(AuditCheckpoint through, CancellationToken cancellationToken)
    {
        var state = await verification.LoadAsync(cancellationToken);
        if ((state.Current?.Finding ?? state.Last?.Finding) is { } finding) throw Refused($"The log is not what was written: {finding}. Nothing was sealed.");
        if (state.Last is not { Checkpoint: { } number, CheckpointHash: { } hash } || number < through.Number || await anchors.FindWalkedAsync(number, hash, cancellationToken) is null)
            throw Refused($"No walk over the whole log has passed checkpoint {through.Number} yet; the background verifier is on its way. Nothing was sealed.");
    }

    private async Task<(string Name, AuditFingerprint Hash, long Contents)> ArchiveAsync(
        AuditCheckpoint? after, AuditCheckpoint through, ArchiveFolder folder, Action<AuditSealProgress> tell, CancellationToken cancellationToken)
    {
        var (now, count) = (time.GetUtcNow(), 0L);
        var before = (after?.Heads ?? []).ToDictionary(head => head.Chain, StringComparer.Ordinal);
        var total = through.Heads.Sum(head => head.Index) - before.Values.Sum(head => head.Index);
        tell(new AuditSealProgress("archive", 0, total));
        var name = string.Create(CultureInfo.InvariantCulture, $"audit-{after?.Number ?? 0}-{through.Number}-{now.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}{AuditBundle.CompressedExtension}");
        var hash = await folder.WriteAsync(name, WriteAsync, cancellationToken);
        return (name, hash, count);

        async Task WriteAsync(Stream file)
        {
            var bundle = new AuditBundleWriter(file);
            await bundle.WriteHeaderAsync(now, cancellationToken);
            await bundle.WriteKeyAsync((await signer.GetAsync(cancellationToken)).Public, cancellationToken);
            await bundle.WriteCheckpointAsync(through, cancellationToken);
            foreach (var head in through.Heads)
            {
                // What is written here is all that will be left: it is verified once more, between what both checkpoints signed.
                var chain = new AuditChainVerifier(before.GetValueOrDefault(head.Chain) ?? AuditHead.Empty(head.Chain)) { SealedThrough = 0 };
                chain.Expect(head, through.Number);
                await foreach (var entry in store.ReadAsync(head.Chain, chain.Head.Index + 1, head.Index, cancellationToken))
                {
                    if (!chain.Add(entry)) break;
                    await bundle.WriteEntryAsync(entry, cancellationToken);
                    if (++count % Batch == 0) tell(new AuditSealProgress("archive", count, total));
                }

                if (chain.Complete() is { } finding) throw Refused($"The log is not what was written: {finding}. Nothing was sealed.");
            }

            await bundle.CompleteAsync(cancellationToken);
        }
    }
}
