using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>Checks what an answer returns: each entry by itself, its link to the entry before, and that the chains still have what was signed. Costs the page, not the log.</summary>
internal sealed class AuditPageCheck(IAuditStore store, IAuditVerificationStore places)
{
    // So many heads of a checkpoint are looked up for any answer; of a larger one only those of the answer's chains.
    private const int FewHeads = 64;

    /// <summary>The first thing found wrong, in the order of chains and indexes; null when nothing is.</summary>
    /// <param name="entries">The answer.</param>
    /// <param name="chains">Chains that were asked for; null for all.</param>
    /// <param name="anchors">What was signed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<AuditFinding?> FindAsync(IReadOnlyList<AuditEntry> entries, IReadOnlyCollection<string>? chains, AuditAnchorState anchors, CancellationToken cancellationToken)
    {
        var byChain = entries.GroupBy(entry => entry.Link.Chain, StringComparer.Ordinal)
            .Select(chain => chain.OrderBy(entry => entry.Link.Index).ToList()).OrderBy(chain => chain[0].Link.Chain, StringComparer.Ordinal).ToList();
        var befores = byChain.SelectMany(RunStarts).Where(first => first.Index > 1).Select(first => (first.Chain, first.Index - 1)).ToList();
        var asked = byChain.Select(chain => chain[0].Link.Chain).Concat(chains ?? []).Append(AuditChains.System).ToHashSet(StringComparer.Ordinal);
        var signed = (anchors.Expected?.Heads ?? []).Where(head => anchors.Expected!.Heads.Length <= FewHeads || asked.Contains(head.Chain)).ToList();
        var found = await places.FindLinksAsync([.. befores, .. signed.Select(head => (head.Chain, head.Index))], cancellationToken);
        var links = found.DistinctBy(link => (link.Chain, link.Index)).ToDictionary(link => (link.Chain, link.Index));

        return byChain.Select(chain => FindIn(chain, links)).FirstOrDefault(finding => finding is not null) ?? await FindUnsignedAsync(signed, links, anchors, cancellationToken);
    }

    private static AuditFinding? FindIn(List<AuditEntry> entries, Dictionary<(string, long), AuditLink> links)
    {
        var content = new AuditContent();
        AuditChainVerifier? run = null;
        foreach (var entry in entries)
        {
            var link = entry.Link;
            if (run?.Head.Index != link.Index - 1)
            {
                if (links.TryGetValue((link.Chain, link.Index - 1), out var before))
                {
                    if (AuditChainVerifier.CheckAlone(new AuditEntry(before, null), content) is { } fault) return new AuditFinding(fault, link.Chain, before.Index);
                    run = new AuditChainVerifier(before.Head);
                }
                else if (link.Index == 1)
                    run = new AuditChainVerifier(AuditHead.Empty(link.Chain));
                else
                    return AuditChainVerifier.CheckAlone(entry, content) is { } own
                        ? new AuditFinding(own, link.Chain, link.Index)
                        : new AuditFinding(AuditFault.Missing, link.Chain, link.Index - 1);
            }

            if (!run.Add(entry)) return run.Finding;
        }

        return null;
    }

    private static IEnumerable<AuditLink> RunStarts(List<AuditEntry> chain) => chain.Where((entry, at) => at == 0 || chain[at - 1].Link.Index != entry.Link.Index - 1).Select(entry => entry.Link);

    // What was signed must still be there. A later epoch says itself that it goes on from an older backup: the walk over the whole log tells of that.
    private async Task<AuditFinding?> FindUnsignedAsync(List<AuditHead> signed, Dictionary<(string, long), AuditLink> links, AuditAnchorState anchors, CancellationToken cancellationToken)
    {
        foreach (var expected in signed)
        {
            if (links.TryGetValue((expected.Chain, expected.Index), out var link) && link.Fingerprint == expected.Fingerprint) continue;
            var head = await store.GetHeadAsync(expected.Chain, cancellationToken);
            if (head.Index > 0 && head.Epoch > expected.Epoch) continue;
            if (head.Index >= expected.Index) return new AuditFinding(AuditFault.Rechained, expected.Chain, expected.Index, anchors.Expected!.Number);
            var fault = anchors.Finding?.Fault == AuditFault.OlderBackup ? AuditFault.OlderBackup : head.Index == 0 ? AuditFault.ChainMissing : AuditFault.TailMissing;
            return new AuditFinding(fault, expected.Chain, head.Index + 1, anchors.Expected!.Number);
        }

        return null;
    }
}
