using System.Text;
using System.Text.Json;
using AgentGrid.Api.Audit;
using AgentGrid.Api.Hosting;
using AgentGrid.Domain;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Rooms.Audit;

/// <summary>
/// Shows the messages of a room as entries <c>message.sent</c> of its chain, never what they say, and how far they are proven: each whole, linked to the next, and up or down to
/// the message that the system's chain was last told of.
/// </summary>
internal sealed class RoomAudit(IRoomChainStore rooms, IAuditStore store, AuditPageCheck check, AuditQueries queries, AuditAnchors anchors, AuditVerificationState verification)
{
    // An answer that is farther than this from what was last anchored is not followed up to it.
    private const int LongestWalk = 2_000;

    /// <summary>A page, newest first.</summary>
    public async Task<AuditPageResponse> ListAsync(Guid room, int limit, string? cursor, AuditFilter filter, CancellationToken cancellationToken)
    {
        // Before the messages: what was anchored by then must be there.
        var signed = await anchors.GetAsync(cancellationToken);
        var told = await store.ListAsync(
            1, null, new AuditFilter { Chains = [AuditChains.System], Action = AuditActions.RoomAnchored, Target = room.ToString("D") }, cancellationToken);
        var anchor = told.Items.Count == 0 ? null : Anchor(room, told.Items[0]);
        var page = filter is { Action: null or AuditActions.MessageSent, Result: null or AuditResult.Ok }
            ? await Paging.ReadAsync(() => rooms.ListAsync(room, limit, cursor, filter, cancellationToken))
            : new Page<RoomMessage>([], null);

        var (finding, isAnchored) = await WalkAsync(room, page.Items, anchor, cancellationToken);
        finding ??= await check.FindAsync(told.Items, [AuditChains.System], signed, cancellationToken);
        var state = await verification.GetAsync(cancellationToken);
        finding ??= signed.Finding ?? state.Current?.Finding ?? state.Last?.Finding;
        var beyond = page.Items.Count(message => message.Seq > anchor?.Seq) + await queries.BeyondAsync(told.Items, state.Last, cancellationToken);
        var verdict = AuditIntegrity.Of(finding, isAnchored ? signed.Relied?.Number : null, beyond);
        return new AuditPageResponse([.. page.Items.Select(Entry)], page.NextCursor, AuditIntegrityResponse.Of(verdict, signed, page.Items.Count, state, seal: null));
    }

    private async Task<(AuditFinding? Finding, bool IsAnchored)> WalkAsync(Guid room, IReadOnlyList<RoomMessage> page, RoomAnchor? anchor, CancellationToken cancellationToken)
    {
        if (page.Count == 0 && anchor is null) return (null, false);
        var ends = page.Select(message => message.Seq).Concat(anchor is null ? [] : [anchor.Seq]).ToArray();
        // With the one before, so that the first link is seen, too.
        var (first, last) = (Math.Max(1, ends.Min() - 1), ends.Max());
        if (last - first > LongestWalk) return (page.Select(Alone).FirstOrDefault(finding => finding is not null), false);

        AuditChainVerifier? verifier = null;
        var (chain, seen, isAnchored, epoch) = (AuditChains.OfRoom(room), first - 1, false, 0L);
        await foreach (var message in rooms.ReadAsync(room, first, last, cancellationToken))
        {
            var link = RoomChain.Link(message);
            if (verifier is null && message.Seq != first) return (new AuditFinding(AuditFault.Missing, chain, first), false);
            verifier ??= first == 1 ? new AuditChainVerifier(AuditHead.Empty(chain)) : AuditChainVerifier.StartingWith(link);
            if (!verifier.Add(link, link.ContentHash)) return (verifier.Finding, false);
            (seen, epoch) = (message.Seq, message.Epoch);
            if (seen != anchor?.Seq || message.Epoch > anchor.Epoch) continue;
            if (message.Fingerprint != anchor.Fingerprint) return (new AuditFinding(AuditFault.Rechained, chain, seen), false);
            isAnchored = true;
        }

        // A later epoch says itself that it goes on from an older backup.
        if (seen == last || epoch > anchor?.Epoch) return (null, isAnchored);
        if (last != anchor?.Seq) return (new AuditFinding(AuditFault.Missing, chain, seen + 1), false);
        var head = (await rooms.ListAsync(room, 1, null, AuditFilter.None, cancellationToken)).Items is [var newest] ? newest.Seq : 0;
        return (new AuditFinding(head == 0 ? AuditFault.ChainMissing : AuditFault.TailMissing, chain, head + 1), false);
    }

    private static AuditFinding? Alone(RoomMessage message)
    {
        var link = RoomChain.Link(message);
        var verifier = AuditChainVerifier.StartingWith(link);
        return verifier.Add(link, link.ContentHash) ? null : verifier.Finding;
    }

    private static AuditEntryResponse Entry(RoomMessage message) => AuditEntryResponse.Of(new AuditEntry(RoomChain.Link(message), new AuditEvent
    {
        Time = message.CreatedAt,
        Actor = new AuditActor(message.SenderId.ToString("D"), message.SenderKind, message.SenderName),
        Action = AuditActions.MessageSent,
        Target = new AuditTarget("message", message.Id.ToString("D")),
        Details = AuditDetails.Of(("contentType", message.ContentType), ("bytes", Encoding.UTF8.GetByteCount(message.Body)), ("replyTo", message.ReplyTo?.ToString("D"))),
    }));

    // Null for details that are not what was written: then the entry itself is found broken.
    private static RoomAnchor? Anchor(Guid room, AuditEntry told)
    {
        try
        {
            var details = JsonElement.Parse(told.Event?.Details ?? "{}");
            return new RoomAnchor(room, told.Event?.Target?.Name ?? "", details.GetProperty("epoch").GetInt64(), details.GetProperty("seq").GetInt64(),
                AuditFingerprint.TryParse(details.GetProperty("fingerprint").GetString(), out var fingerprint) ? fingerprint : default);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
