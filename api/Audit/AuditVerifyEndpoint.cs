using AgentGrid.Api.Hosting;
using AgentGrid.Contracts;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Audit.Bundles;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace AgentGrid.Api.Audit;

/// <summary><c>POST /api/v1/audit/verify</c>: verifies the whole log and tells of its progress as server-sent events. One at a time in the whole grid; ends with the client.</summary>
internal static partial class AuditVerifyEndpoint
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan KeepAliveEvery = TimeSpan.FromSeconds(8);

    internal static async Task RunAsync(
        HttpContext context, AuditWalks walks, IAuditVerificationStore alone, IOptions<JsonOptions> json, TimeProvider time, ILogger<AuditVerifier> logger)
    {
        var ran = await alone.AloneAsync(
            AuditVerificationTask.OnDemand,
            async _ =>
            {
                var walk = await walks.BeginAsync(null, context.RequestAborted);
                var events = new AuditEventStream(context.Response, json.Value.SerializerOptions);
                await events.BeginAsync(context.RequestAborted);
                try
                {
                    var report = await TellAsync(walk, events, time, context.RequestAborted);
                    await events.WriteAsync("report", AuditReportResponse.Of(report), context.RequestAborted);
                }
                // The answer has begun: what went wrong can only be its last event.
                catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
                {
                    var refusal = Faults.ToRefusal(exception, isReading: true);
                    if (refusal.Code == GridErrorCode.Internal) LogFailed(logger, exception);
                    await events.WriteAsync("error", new AuditErrorResponse(ErrorMap.Written(refusal.Code), refusal.Message), context.RequestAborted);
                }
            },
            context.RequestAborted);
        if (!ran) throw new GridException(GridErrorCode.Conflict, "The log is being verified already; wait for that to end.") { RetryAfterMs = 5000 };
    }

    private static async Task<AuditBundleReport> TellAsync(AuditWalk walk, AuditEventStream events, TimeProvider time, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // On another thread: hashing takes a core.
        var walking = Task.Run(() => walk.RunAsync(_ => ValueTask.CompletedTask, end.Token), CancellationToken.None);
        try
        {
            AuditProgressResponse? told = null;
            var toldAt = time.GetTimestamp();
            while (await Task.WhenAny(walking, Task.Delay(TellEvery, time, cancellationToken)) != walking)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var progress = AuditProgressResponse.Of(walk);
                if (progress != told) await events.WriteAsync("progress", told = progress, cancellationToken);
                else if (time.GetElapsedTime(toldAt) >= KeepAliveEvery) await events.KeepAliveAsync(cancellationToken);
                else continue;
                toldAt = time.GetTimestamp();
            }

            return await walking;
        }
        finally
        {
            // The next one may begin only when this one has ended.
            await end.CancelAsync();
            await ((Task)walking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(5151, LogLevel.Error, "A verification of the audit log failed")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
