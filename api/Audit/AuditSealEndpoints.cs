using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity;
using AgentGrid.Contracts;
using AgentGrid.Domain.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace AgentGrid.Api.Audit;

/// <summary><c>/api/v1/audit/seals</c>: seals old contents away, and lists what was sealed.</summary>
internal static partial class AuditSealEndpoints
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan KeepAliveEvery = TimeSpan.FromSeconds(8);

    internal static async Task<Ok<ListResponse<AuditSealResponse>>> ListAsync(HttpContext context, IAuditStore store, AuditSigner signer, int? limit, string? cursor)
    {
        var key = (await signer.GetAsync(context.RequestAborted)).Public;
        var page = await Paging.ReadAsync(() => store.ListAsync(Paging.Limit(limit), cursor, AuditSeals.Filter, context.RequestAborted));
        var items = page.Items.Select(entry => AuditSeals.Read(entry, key) is { } seal ? AuditSealResponse.Of(entry, seal) : null).OfType<AuditSealResponse>();
        return TypedResults.Ok(new ListResponse<AuditSealResponse>([.. items], page.NextCursor));
    }

    /// <summary>Refusals before anything was done are problem details; from then on the answer is a stream of events.</summary>
    internal static async Task SealAsync(HttpContext context, AuditSealRequest request, AuditSealer sealer, IOptions<JsonOptions> json, TimeProvider time, ILogger<AuditSealer> logger)
    {
        var before = request.Before ?? throw GridException.Invalid("before", "Is required: a time like 2026-07-01T08:00:00Z.");
        if (before > time.GetUtcNow()) throw GridException.Invalid("before", "Must not lie in the future.");
        var (caller, client) = (context.Actor(), context.RequestAborted);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(client);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        AuditSealProgress? progress = null;
        // On another thread: hashing and compressing take a core.
        var sealing = Task.Run(() => sealer.RunAsync(before, caller, Tell, end.Token), CancellationToken.None);
        try
        {
            if (await Task.WhenAny(sealing, begun.Task) == sealing && !sealing.IsCompletedSuccessfully) await sealing;
            var events = new AuditEventStream(context.Response, json.Value.SerializerOptions);
            await events.BeginAsync(client);
            await FollowAsync(sealing, () => Volatile.Read(ref progress), events, time, client);
            try
            {
                await events.WriteAsync("report", AuditSealReportResponse.Of(await sealing), client);
            }
            // The answer has begun: what went wrong can only be its last event.
            catch (Exception exception) when (!client.IsCancellationRequested)
            {
                var refusal = Faults.ToRefusal(exception);
                if (refusal.Code == GridErrorCode.Internal) LogFailed(logger, exception);
                await events.WriteAsync("error", new AuditErrorResponse(ErrorMap.Written(refusal.Code), refusal.Message), client);
            }
        }
        finally
        {
            // The next one may begin only when this one has ended.
            await end.CancelAsync();
            await ((Task)sealing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        void Tell(AuditSealProgress now)
        {
            Volatile.Write(ref progress, now);
            begun.TrySetResult();
        }
    }

    private static async Task FollowAsync(Task sealing, Func<AuditSealProgress?> progress, AuditEventStream events, TimeProvider time, CancellationToken cancellationToken)
    {
        AuditSealProgress? told = null;
        var toldAt = time.GetTimestamp();
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var now = progress();
            if (now is not null && now != told) await events.WriteAsync("progress", told = now, cancellationToken);
            else if (time.GetElapsedTime(toldAt) >= KeepAliveEvery) await events.KeepAliveAsync(cancellationToken);
            else continue;
            toldAt = time.GetTimestamp();
        }
        while (await Task.WhenAny(sealing, Task.Delay(TellEvery, time, cancellationToken)) != sealing);
    }

    [LoggerMessage(5165, LogLevel.Error, "A sealing of the audit log failed")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
