using System.Collections.Immutable;
using AgentGrid.Api.Audit;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;
using AgentGrid.Domain.Agents;
using AgentGrid.Domain.Settings;
using AgentGrid.Providers.Upstream;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>
/// Takes a request to an agent: leases one from the pool, tries it, settles the lease with what came of it. A failure before the first byte to the client moves
/// to the next agent, at most three in all and none twice; after it the stream ends with one error event.
/// </summary>
internal sealed partial class Dispatcher(IGrainFactory grains, UpstreamTargets targets, UpstreamHttp upstream, DispatchTelemetry telemetry, DispatchAudit audit, TimeProvider time, ILogger<Dispatcher> logger)
{
    /// <summary>Answers the request. What it throws has not reached the client yet, except for <see cref="BrokenStreamException"/>.</summary>
    /// <exception cref="GridException">NotFound, NoAgentAvailable, or the last attempt's failure.</exception>
    public async Task RunAsync(HttpContext context, DispatchPlan plan, AnswerSink sink)
    {
        using var span = telemetry.Begin(plan, context.Request);
        using var note = audit.Begin(context, plan);
        var pool = plan.Pool.Grain(grains);
        ImmutableArray<AgentId> tried = [];
        GridException? refusal = null;
        for (var attempts = 1; attempts <= AttemptRules.MaxAttempts; attempts++)
        {
            var lease = await pool.LeaseAsync(plan.Caller, plan.Agent, tried);
            if (lease.Outcome != LeaseOutcome.Granted) throw span.Refused(refusal ?? Explain(lease, plan));

            var agent = lease.Target!;
            var failure = await TryAsync(context, plan, sink, lease, pool, attempts, span, note);
            if (failure is null) return;
            if (context.Response.HasStarted)
            {
                EndConnection(context, agent, failure);
                return;
            }

            refusal = failure.ToRefusal(agent.Name, attempts);
            // Should nobody else answer, the refusal says who was asked last.
            new AnswerInfo(agent, attempts, lease.Pick).SetHeaders(context.Response);
            tried = tried.Add(agent.Id);
        }

        throw span.Refused(refusal!);
    }

    private async Task<AttemptFailure?> TryAsync(
        HttpContext context, DispatchPlan plan, AnswerSink sink, AgentLease lease, IAgentPoolGrain pool, int attempts, DispatchSpan span, DispatchNote? note)
    {
        var info = new AnswerInfo(lease.Target!, attempts, lease.Pick);
        using var attempt = new Attempt(context, plan, sink, info, upstream, time);
        using var renewal = plan.Request.Stream || lease.Target!.TimeoutSeconds * 1000 > lease.LifetimeMs ? Renew(pool, plan, lease) : null;
        AttemptFailure? failure = null;
        var settled = false;
        try
        {
            failure = await attempt.RunAsync(targets.Of(lease.Target!));
            settled = true;
        }
        catch (SecretException unreadable)
        {
            LogSecret(logger, unreadable, lease.Target!.Name);
            failure = new AttemptFailure(GridErrorCode.UpstreamFailed, "its stored key cannot be read; enter it again", "secret");
            settled = true;
        }
        finally
        {
            var cancelled = !settled || context.RequestAborted.IsCancellationRequested;
            await SettleAsync(pool, plan, lease, attempt, failure, cancelled);
            span.Attempted(info, attempt, failure, cancelled);
            note?.Attempted(info, attempt, failure, cancelled);
        }

        return failure;
    }

    private async Task SettleAsync(IAgentPoolGrain pool, DispatchPlan plan, AgentLease lease, Attempt attempt, AttemptFailure? failure, bool cancelled)
    {
        try
        {
            await pool.SettleAsync(plan.Caller, new LeaseSettlement
            {
                LeaseId = lease.LeaseId,
                Result = failure is not null ? LeaseResult.Failed : cancelled ? LeaseResult.Cancelled : attempt.Refused ? LeaseResult.Refused : LeaseResult.Succeeded,
                LatencyMs = attempt.ElapsedMs,
                InputTokens = attempt.Usage.InputTokens,
                OutputTokens = attempt.Usage.OutputTokens,
                CoolDownMs = failure?.CoolDownMs,
            });
        }
        // The client has its answer; a lease that could not be settled ends by itself.
        catch (Exception exception) when (exception is GridException or TimeoutException)
        {
            LogNotSettled(logger, exception, plan.Pool);
        }
    }

    private ITimer Renew(IAgentPoolGrain pool, DispatchPlan plan, AgentLease lease)
    {
        var period = TimeSpan.FromMilliseconds(lease.LifetimeMs / 3);
        return time.CreateTimer(_ => _ = RenewAsync(pool, plan, lease.LeaseId), null, period, period);
    }

    private async Task RenewAsync(IAgentPoolGrain pool, DispatchPlan plan, long leaseId)
    {
        try
        {
            await pool.RenewAsync(plan.Caller, leaseId);
        }
        // The stream goes on; at worst the pool takes the agent to be less busy than it is.
        catch (Exception exception) when (exception is GridException or TimeoutException)
        {
            LogNotSettled(logger, exception, plan.Pool);
        }
    }

    // Thrown through the server, which then leaves out the end of the body and closes the connection after what was sent. A well-formed end would let the client
    // use the connection for its next request while it is being closed. HTTP/2 has no such trouble: the error event ends the stream.
    private static void EndConnection(HttpContext context, AgentTarget agent, AttemptFailure failure)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol) && !HttpProtocol.IsHttp3(context.Request.Protocol)) throw new BrokenStreamException(agent.Name, failure.Detail);
    }

    private static GridException Explain(AgentLease lease, DispatchPlan plan) => lease.Outcome switch
    {
        LeaseOutcome.UnknownPool => new GridException(GridErrorCode.NotFound, $"There is no pool '{plan.Pool}'; GET /v1/models lists what there is."),
        LeaseOutcome.UnknownAgent => new GridException(GridErrorCode.NotFound, "There is no such agent; GET /v1/models lists what there is."),
        _ => new GridException(GridErrorCode.NoAgentAvailable, $"No agent of pool '{plan.Pool}' can be asked now: none is registered with a weight, or all are unhealthy, cooling down or full.")
        {
            RetryAfterMs = lease.RetryAfterMs,
        },
    };

    [LoggerMessage(4001, LogLevel.Warning, "A lease of pool {Pool} could not be renewed or settled; it ends by itself")]
    private static partial void LogNotSettled(ILogger logger, Exception exception, PoolName pool);

    [LoggerMessage(4002, LogLevel.Error, "The stored key of agent {Agent} cannot be read")]
    private static partial void LogSecret(ILogger logger, Exception exception, string agent);
}
