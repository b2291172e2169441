using AgentGrid.Api.Hosting;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>
/// Answers queries over the audit log and says how far the answer is proven: by what it checked itself, and by what the background verifier last found. What a filter cannot see (an
/// entry rewritten so that it no longer matches) only the latter finds.
/// </summary>
internal sealed class AuditQueries(IAuditStore store, AuditPageCheck check, AuditAnchors anchors, AuditSeals seals, AuditVerificationState verification)
{
    /// <summary>A page, newest first.</summary>
    public async Task<AuditPageResponse> ListAsync(int limit, string? cursor, AuditFilter filter, CancellationToken cancellationToken)
    {
        // Before the entries: what was signed by then must be there.
        var anchor = await anchors.GetAsync(cancellationToken);
        var page = await Paging.ReadAsync(() => store.ListAsync(limit, cursor, filter, cancellationToken));
        var finding = await check.FindAsync(page.Items, filter.Chains, anchor, cancellationToken);
        var state = await verification.GetAsync(cancellationToken);
        finding ??= anchor.Finding ?? state.Current?.Finding ?? state.Last?.Finding;
        var verdict = AuditIntegrity.Of(finding, anchor.Relied?.Number, await BeyondAsync(page.Items, state.Last, cancellationToken));
        return new AuditPageResponse([.. page.Items.Select(AuditEntryResponse.Of)], page.NextCursor, AuditIntegrityResponse.Of(verdict, anchor, page.Items.Count, state, await seals.GetAsync(cancellationToken)));
    }

    // How many of the entries no walk has followed up to a checkpoint yet. Of an empty answer: whether there was a walk at all.
    internal async Task<int> BeyondAsync(IReadOnlyList<AuditEntry> entries, AuditVerificationEnd? last, CancellationToken cancellationToken)
    {
        if (last is not { Checkpoint: { } number, CheckpointHash: { } hash } || await anchors.FindWalkedAsync(number, hash, cancellationToken) is not { } walked) return Math.Max(1, entries.Count);
        var heads = walked.Heads.ToDictionary(head => head.Chain, head => head.Index, StringComparer.Ordinal);
        return entries.Count(entry => entry.Link.Index > heads.GetValueOrDefault(entry.Link.Chain));
    }
}
