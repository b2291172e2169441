using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Audit;

/// <summary>
/// Finds the seal in force: of the entries that say so the one that reaches farthest. An entry counts when it is whole and its seal is signed by the key of the checkpoints, as its
/// checkpoint is: that somebody wrote it into the database, or got it into the log, is not enough. That it is in its place in the chain is the verifiers' business.
/// </summary>
internal sealed class AuditSeals(IAuditStore store, IAuditCheckpointStore checkpoints, AuditSigner signer, TimeProvider time)
{
    /// <summary>The entries that tell of seals.</summary>
    internal static readonly AuditFilter Filter = new() { Chains = [AuditChains.System], Action = AuditActions.AuditSealed };

    // Of a year of days; each seal covers all before it.
    private const int Newest = 366;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);
    private Known? _known;

    /// <summary>As it stands, at most a second old; null when nothing was sealed.</summary>
    public async ValueTask<AuditSealState?> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _known) is { } known && time.GetElapsedTime(known.At) < Kept) return known.State;
        return await LoadAsync(cancellationToken);
    }

    /// <summary>As it stands now; null when nothing was sealed.</summary>
    public async Task<AuditSealState?> LoadAsync(CancellationToken cancellationToken)
    {
        var key = (await signer.GetAsync(cancellationToken)).Public;
        var page = await store.ListAsync(Newest, null, Filter, cancellationToken);
        AuditSealState? state = null;
        foreach (var (entry, seal) in page.Items.Select(entry => (Entry: entry, Seal: Read(entry, key))).Where(read => read.Seal is not null).OrderByDescending(read => read.Seal!.Checkpoint))
        {
            if (await checkpoints.ListAsync(seal!.Checkpoint, 1, cancellationToken) is not [var text] || !AuditCheckpoint.TryParse(text, out var through)) continue;
            if (through.Number != seal.Checkpoint || through.Hash != seal.CheckpointHash || !through.IsSignedBy(key)) continue;
            state = new AuditSealState(entry, seal, through);
            break;
        }

        Volatile.Write(ref _known, new Known(state, time.GetTimestamp()));
        return state;
    }

    /// <summary>The seal of an entry; null when it is none, or not the key's.</summary>
    internal static AuditSeal? Read(AuditEntry entry, VerificationKey key) =>
        AuditSeal.Of(entry.Event) is { } seal && AuditChainVerifier.CheckAlone(entry, new AuditContent()) is null && seal.IsSignedBy(key) ? seal : null;

    private sealed record Known(AuditSealState? State, long At);
}
