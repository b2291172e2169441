using System.Globalization;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Audit.Bundles;

namespace AgentGrid.Api.Audit;

/// <summary><c>GET /api/v1/audit/export</c>: streams the log as a bundle, in constant memory. What cannot be written to its end has no last line, and whoever reads it notices.</summary>
internal static class AuditExportEndpoint
{
    private const int Portion = 100;

    internal static async Task RunAsync(HttpContext context, IAuditStore store, IAuditCheckpointStore checkpoints, AuditSeals seals, AuditSigner signer, TimeProvider time)
    {
        var stop = context.RequestAborted;
        var key = (await signer.GetAsync(stop)).Public;
        var now = time.GetUtcNow();
        var response = context.Response;
        response.ContentType = AuditBundle.MediaType;
        response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"grid-audit-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.ndjson\"");
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";

        var bundle = new AuditBundleWriter(response.Body);
        await bundle.WriteHeaderAsync(now, stop);
        await bundle.WriteKeyAsync(key, stop);
        var seal = await seals.LoadAsync(stop);
        if (seal is not null) await bundle.WriteSealAsync(seal.Entry, stop);
        long next = 1;
        while (await checkpoints.ListAsync(next, Portion, stop) is { Count: > 0 } texts)
        {
            foreach (var text in texts)
            {
                await bundle.WriteCheckpointAsync(text, stop);
                next = AuditCheckpoint.TryParse(text, out var checkpoint) && checkpoint.Number >= next ? checkpoint.Number + 1 : next + 1;
            }
        }

        // After the checkpoints: a chain has at least what they signed.
        foreach (var head in (await store.ListHeadsAsync(stop)).OrderBy(head => head.Chain, StringComparer.Ordinal))
        {
            var bound = seal?.BoundOf(head.Chain) ?? 0;
            await foreach (var entry in store.ReadAsync(head.Chain, 1, head.Index, stop))
            {
                // Sealed meanwhile: the bundle began with an older seal, so it ends here, without its last line.
                if (entry.Event is null && entry.Link.Index > bound && (await seals.LoadAsync(stop))?.BoundOf(head.Chain) > bound) throw new InvalidOperationException("Contents were sealed while they were exported.");
                await WriteAsync(bundle, entry, stop);
            }
        }

        await bundle.CompleteAsync(stop);
    }

    // Details that somebody broke have no place in a bundle as they are. What stands for them has another hash, so the verifier reports just this entry.
    private static async ValueTask WriteAsync(AuditBundleWriter bundle, AuditEntry entry, CancellationToken stop)
    {
        try
        {
            await bundle.WriteEntryAsync(entry, stop);
        }
        catch (CanonicalJsonException unreadable)
        {
            await bundle.WriteEntryAsync(entry with { Event = entry.Event! with { Details = AuditDetails.Of(("unreadable", unreadable.Fault.ToString())) } }, stop);
        }
    }
}
