using System.Collections.Immutable;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Agents;
using AgentGrid.Grains.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentGrid.Grains.Agents;

/// <summary>
/// Owns the rotation of one pool. Everything in it is volatile by declaration: with a new activation a new cycle begins. Members come from the database,
/// read again at every change and, so that a lost notice heals, every half minute.
/// </summary>
internal sealed partial class AgentPoolGrain(IAgentStore store, TimeProvider time, ILogger<AgentPoolGrain> logger) : Grain, IAgentPoolGrain
{
    private const int MostAttempts = 16;
    private static readonly TimeSpan RereadEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan NoAgentRetry = TimeSpan.FromSeconds(5);
    private static readonly AgentLease UnknownPool = new() { Outcome = LeaseOutcome.UnknownPool };
    private static readonly AgentLease UnknownAgent = new() { Outcome = LeaseOutcome.UnknownAgent };

    private readonly LeaseTable _leases = new();
    private readonly Dictionary<AgentId, PoolMember> _byId = [];
    private PoolMember[] _members = [];
    private SmoothWeightedBalancer _balancer = new([]);
    private (Guid Id, int Version)[] _versions = [];
    private readonly RecentPicks _recent = new();
    private long _picks;
    private bool _exists;
    private Action<PoolMember> _release = null!;

    private long NowMs => time.GetTimestamp() / (time.TimestampFrequency / 1000);

    private PoolName Name => new(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _exists = Name == PoolName.Default;
        _release = Release;
        await GrainFaults.ReadingAsync(LoadAsync(cancellationToken));
        // Interleaved: while the database is slow to answer, agents are leased as before.
        this.RegisterGrainTimer(RereadAsync, new GrainTimerCreationOptions(RereadEvery, RereadEvery) { Interleave = true });
    }

    public ValueTask<AgentLease> LeaseAsync(Caller caller, AgentId? agent, ImmutableArray<AgentId> tried)
    {
        Demand(caller);
        if (!_exists) return ValueTask.FromResult(UnknownPool);
        var now = NowMs;
        _leases.Expire(now, _release);

        if (tried.IsDefault) tried = [];
        if (tried.Length > MostAttempts) throw GridException.Invalid("tried", $"At most {MostAttempts} agents are tried for one request.");
        Span<int> triedIndexes = stackalloc int[tried.Length];
        for (var i = 0; i < triedIndexes.Length; i++) triedIndexes[i] = _byId.TryGetValue(tried[i], out var member) ? member.Index : -1;

        int index;
        if (agent is { } id)
        {
            if (!_byId.TryGetValue(id, out var named)) return ValueTask.FromResult(UnknownAgent);
            index = !triedIndexes.Contains(named.Index) && _balancer.TryPickDirect(named.Index, now) ? named.Index : -1;
        }
        else
        {
            index = _balancer.Pick(now, triedIndexes);
        }

        if (index < 0) return ValueTask.FromResult(NoAgent(now));
        if (agent is null) _recent.Note(++_picks, _members[index].Target);
        return ValueTask.FromResult(new AgentLease
        {
            Outcome = LeaseOutcome.Granted,
            LeaseId = _leases.Add(_members[index], now),
            Pick = agent is null ? _picks : 0,
            Target = _members[index].Target,
            LifetimeMs = LeaseTable.LifetimeMs,
        });
    }

    public ValueTask SettleAsync(Caller caller, LeaseSettlement settlement)
    {
        Demand(caller);
        if (_leases.Remove(settlement.LeaseId) is not { } member) return ValueTask.CompletedTask;
        var now = NowMs;
        // What was used is metered whatever the end; that a client left says nothing about the agent.
        if (settlement.Result == LeaseResult.Cancelled) member.Stats.RecordTokens(now, settlement.InputTokens ?? 0, settlement.OutputTokens ?? 0);
        else member.Stats.Record(now, settlement.LatencyMs, settlement.Result != LeaseResult.Failed, settlement.InputTokens ?? 0, settlement.OutputTokens ?? 0);

        if (member.Index < 0) return ValueTask.CompletedTask;
        _balancer.Finished(member.Index);
        if (settlement.Result == LeaseResult.Failed) _balancer.ReportFailure(member.Index, now);
        else if (settlement.Result != LeaseResult.Cancelled) _balancer.ReportSuccess(member.Index);
        if (settlement.CoolDownMs is { } cool) _balancer.CoolUntil(member.Index, now + cool);
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> RenewAsync(Caller caller, long leaseId)
    {
        Demand(caller);
        return ValueTask.FromResult(_leases.Renew(leaseId, NowMs));
    }

    public Task RefreshAsync(Caller caller)
    {
        caller.Demand(GridRoles.Admin);
        return LoadAsync(CancellationToken.None);
    }

    public Task ReportHealthAsync(Caller caller, AgentId agent, AgentHealthReport report)
    {
        caller.Demand(GridRoles.Admin);
        if (!_byId.TryGetValue(agent, out var member)) return Task.CompletedTask;
        member.Health = report.Status;
        member.LastCheckedAt = report.CheckedAt;
        _balancer.SetDown(member.Index, report.Status == AgentHealthStatus.Unhealthy);
        return Task.CompletedTask;
    }

    public ValueTask<PoolSnapshot> GetAsync(Caller caller)
    {
        Demand(caller);
        var now = NowMs;
        _leases.Expire(now, _release);
        return ValueTask.FromResult(new PoolSnapshot
        {
            Name = Name,
            Exists = _exists,
            Picks = _picks,
            Members = [.. _members.Select(member => Snapshot(member, _balancer.State(member.Index), now))],
            Recent = _recent.List(_picks),
        });
    }

    private static PoolMemberSnapshot Snapshot(PoolMember member, PeerState state, long now)
    {
        var stats = member.Stats.Snapshot(now);
        return new PoolMemberSnapshot
        {
            Id = member.Target.Id,
            Name = member.Target.Name,
            Health = member.Health,
            LastCheckedAt = member.LastCheckedAt,
            Weight = state.Weight,
            EffectiveWeight = state.Effective,
            CurrentWeight = state.Current,
            InFlight = state.InFlight,
            Metrics = new AgentMetrics
            {
                Requests = stats.Requests,
                SuccessRate = stats.SuccessRate,
                P50Ms = stats.P50Ms,
                P95Ms = stats.P95Ms,
                P99Ms = stats.P99Ms,
                InputTokens = stats.InputTokens,
                OutputTokens = stats.OutputTokens,
                WindowSeconds = stats.WindowSeconds,
            },
        };
    }

    private static void Demand(Caller caller)
    {
        if (caller.Kind == CallerKind.Anonymous) throw new GridException(GridErrorCode.Forbidden, "Agents answer known callers only.");
    }

    private AgentLease NoAgent(long now) => new()
    {
        Outcome = LeaseOutcome.NoAgentAvailable,
        RetryAfterMs = _balancer.NextEligibleMs(now) is { } at && at > now ? at - now : (long)NoAgentRetry.TotalMilliseconds,
    };

    // An expired lease says nothing about the agent: its API process has gone, or lost the grid for a while.
    private void Release(PoolMember member)
    {
        if (member.Index >= 0) _balancer.Finished(member.Index);
    }

    private async Task RereadAsync(CancellationToken cancellationToken)
    {
        _leases.Expire(NowMs, _release);
        try
        {
            await LoadAsync(cancellationToken);
        }
        // Routing goes on from what was last known; the next reading is half a minute away.
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogReread(logger, exception, Name.Value);
        }
    }

    [LoggerMessage(2001, LogLevel.Warning, "Pool {Pool} could not read its members; it goes on with those it knows")]
    private static partial void LogReread(ILogger logger, Exception exception, string pool);
}
