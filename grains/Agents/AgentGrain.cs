using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Agents;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Settings;
using AgentGrid.Grains.Audit;
using AgentGrid.Grains.Hosting;
using AgentGrid.Providers.Upstream;
using Microsoft.Extensions.Logging;

namespace AgentGrid.Grains.Agents;

/// <summary>One agent: writes its row, fenced by the row's version, tells its pool, and checks its endpoint.</summary>
internal sealed partial class AgentGrain(IAgentStore store, AgentProber prober, SecretBox secrets, IGrainFactory grains, TimeProvider time, ILogger<AgentGrain> logger)
    : Grain, IAgentGrain, IRemindable
{
    private AgentRecord? _record;

    private AgentId Id => new(this.GetPrimaryKey());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await GrainFaults.ReadingAsync(ReloadAsync(cancellationToken));
        if (_record is not null) BeginChecks();
    }

    public async Task<AgentSnapshot> RegisterAsync(Caller caller, string operationId, AgentDefinition definition, CancellationToken cancellationToken)
    {
        caller.Demand(GridRoles.Admin);
        AgentMapping.Validate(definition);
        if (_record is not null)
        {
            return _record.OperationId == operationId
                ? AgentMapping.Snapshot(_record)
                : throw new GridException(GridErrorCode.Conflict, "An agent with this id exists.");
        }

        var now = time.GetUtcNow();
        var audit = caller.Audit(AuditActions.AgentRegistered, Target(definition.Name), now, details: AgentMapping.Facts(definition));
        var inserted = await store.InsertAsync(AgentMapping.NewRecord(Id, operationId, definition, now), audit, cancellationToken);
        if (inserted.Outcome == AgentInsertOutcome.NameTaken) throw NameTaken(definition.Name);
        // A repeated operation was given another id the first time: its agent is the answer.
        if (inserted.Agent!.Id != Id.Value) return AgentMapping.Snapshot(inserted.Agent);

        _record = inserted.Agent;
        if (inserted.Outcome == AgentInsertOutcome.Replayed)
        {
            await ReloadAsync(cancellationToken);
            // Deleted since: the first answer still is the answer, but there is nobody to check or to ask.
            if (_record is null) return AgentMapping.Snapshot(inserted.Agent);
        }

        await TellPoolAsync(_record.Pool);
        BeginChecks();
        return AgentMapping.Snapshot(_record);
    }

    public async Task<AgentSnapshot> UpdateAsync(Caller caller, int? expectedVersion, AgentDefinition definition, CancellationToken cancellationToken)
    {
        caller.Demand(GridRoles.Admin);
        AgentMapping.Validate(definition);
        var before = Existing();
        if (expectedVersion is { } expected && expected != before.Version)
            throw new GridException(GridErrorCode.Conflict, $"The agent has version {before.Version}, not {expected}; read it again and repeat.");

        var now = time.GetUtcNow();
        var updated = AgentMapping.Apply(before, definition, now);
        var audit = caller.Audit(AuditActions.AgentUpdated, Target(updated.Name), now, details: AgentMapping.Facts(before, updated));
        switch (await store.UpdateAsync(updated, before.Version, audit, cancellationToken))
        {
            case AgentUpdateOutcome.NameTaken:
                throw NameTaken(definition.Name);
            case AgentUpdateOutcome.Stale:
                // Another activation wrote: this one is stale and must not go on.
                DeactivateOnIdle();
                throw new GridException(GridErrorCode.Conflict, "The agent was changed at the same time; read it again and repeat.");
        }

        // A check may have set the status meanwhile.
        _record = updated with { Version = before.Version + 1, Status = _record!.Status };
        await TellPoolAsync(_record.Pool);
        if (before.Pool != _record.Pool) await TellPoolAsync(before.Pool);
        await RestartChecksAsync(before);
        return AgentMapping.Snapshot(_record);
    }

    public async Task DeregisterAsync(Caller caller, CancellationToken cancellationToken)
    {
        caller.Demand(GridRoles.Admin);
        var before = Existing();
        if (!await store.SoftDeleteAsync(before.Id, before.Version, caller.Audit(AuditActions.AgentDeregistered, Target(before.Name), time.GetUtcNow()), cancellationToken))
        {
            DeactivateOnIdle();
            throw new GridException(GridErrorCode.Conflict, "The agent was changed at the same time; read it again and repeat.");
        }

        _record = null;
        await TellPoolAsync(before.Pool);
        await EndChecksAsync();
        DeactivateOnIdle();
    }

    private async Task ReloadAsync(CancellationToken cancellationToken) => _record = await store.GetAsync(Id.Value, cancellationToken);

    private AuditTarget Target(string name) => new("agent", Id.ToString(), name);

    private AgentRecord Existing() => _record ?? throw GridException.NotFound("agent");

    private static GridException NameTaken(string name) => new(GridErrorCode.Conflict, $"Another agent has the name '{name}'; choose another name.");

    private Task TellPoolAsync(string pool) => TellAsync(pool, grain => grain.RefreshAsync(Caller.System));

    // What the pool is told is written down, and it reads it by itself within half a minute: whatever keeps it from hearing now must not fail what was done.
    private async Task TellAsync(string pool, Func<IAgentPoolGrain, Task> tell)
    {
        try
        {
            await tell(new PoolName(pool).Grain(grains));
        }
        catch (Exception exception)
        {
            LogPoolNotTold(logger, exception, pool);
        }
    }

    [LoggerMessage(2002, LogLevel.Warning, "Pool {Pool} could not be told of a change; it will read it by itself")]
    private static partial void LogPoolNotTold(ILogger logger, Exception exception, string pool);
}
