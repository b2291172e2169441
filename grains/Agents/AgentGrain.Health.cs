using AgentGrid.Contracts;
using AgentGrid.Contracts.Agents;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Agents;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Settings;
using AgentGrid.Grains.Audit;
using AgentGrid.Providers.Upstream;
using Microsoft.Extensions.Logging;

namespace AgentGrid.Grains.Agents;

internal sealed partial class AgentGrain
{
    private const string ReminderName = "health-checks";
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RearmEvery = TimeSpan.FromMinutes(5);
    private HealthTracker _health = new(AgentHealth.Unknown);
    private IGrainTimer? _checks;
    private bool _reminded;

    public async Task<AgentHealthReport> CheckHealthAsync(Caller caller, CancellationToken cancellationToken)
    {
        caller.Demand(GridRoles.Operator);
        if (Existing().Endpoint is null) throw GridException.Invalid("kind", "An agent of kind none has no endpoint to check.");
        return await CheckAsync(cancellationToken);
    }

    public Task EnsureCheckedAsync(Caller caller)
    {
        caller.Demand(GridRoles.Admin);
        BeginChecks();
        return Task.CompletedTask;
    }

    // The reminder survives this activation and its process; arriving here has activated the grain, which began the checks again.
    // One that was left behind by a deleted agent ends itself.
    public Task ReceiveReminder(string reminderName, TickStatus status) => _record?.Endpoint is null ? EndChecksAsync() : Task.CompletedTask;

    private void BeginChecks()
    {
        if (_record?.Endpoint is null || _checks is not null) return;
        _health = new HealthTracker(AgentMapping.HealthOf(_record));
        // Jittered, so that agents registered together are not checked together. Interleaved, so that a slow endpoint holds up no command.
        var period = CheckEvery * (0.9 + (Random.Shared.NextDouble() * 0.2));
        _checks = this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(TimeSpan.Zero, period) { KeepAlive = true, Interleave = true });
    }

    private async Task RestartChecksAsync(AgentRecord before)
    {
        if (before.Endpoint == _record!.Endpoint && before.HealthPath == _record.HealthPath && before.Kind == _record.Kind && before.ApiKeyEncrypted == _record.ApiKeyEncrypted) return;
        if (_record.Endpoint is null)
        {
            await EndChecksAsync();
            return;
        }

        _checks?.Dispose();
        _checks = null;
        BeginChecks();
    }

    private async Task EndChecksAsync()
    {
        _checks?.Dispose();
        _checks = null;
        _reminded = false;
        try
        {
            if (await this.GetReminder(ReminderName) is { } reminder) await this.UnregisterReminder(reminder);
        }
        // What was asked for is written; a reminder that stays behind ends itself when it next arrives.
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogReminderStays(logger, exception, Id);
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_record is null) return;
            await CheckAsync(cancellationToken);
            // Deleted or without endpoint since: the checks have ended.
            if (_reminded || _checks is null) return;
            await this.RegisterOrUpdateReminder(ReminderName, RearmEvery, RearmEvery);
            _reminded = true;
        }
        // A check that could not be written down is repeated half a minute later; the timer must live on.
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogCheckFailed(logger, exception, Id);
        }
    }

    private async Task<AgentHealthReport> CheckAsync(CancellationToken cancellationToken)
    {
        var checkedRecord = Existing();
        var result = await ProbeAsync(checkedRecord, cancellationToken);
        // Changed or deleted while the answer was under way: what was seen may be of another endpoint and says nothing about this one.
        if (_record?.Version != checkedRecord.Version) return Report(result);
        _health.Record(result.IsHealthy);
        await SaveStatusAsync(result.Detail, cancellationToken);
        // Made only now: checks interleave, and the pool must not hear an older verdict after a newer one.
        var report = Report(result);
        await TellAsync(checkedRecord.Pool, pool => pool.ReportHealthAsync(Caller.System, Id, report));
        return report;
    }

    private AgentHealthReport Report(ProbeResult result) => new()
    {
        Status = AgentMapping.ToWire(_health.Health),
        Succeeded = result.IsHealthy,
        CheckedAt = time.GetUtcNow(),
        LatencyMs = result.LatencyMs,
        Detail = result.Detail,
    };

    // Compared with what is stored, not with the check before: a change that could not be written is written after the next check.
    private async Task SaveStatusAsync(string detail, CancellationToken cancellationToken)
    {
        var status = _health.Health.ToWire();
        if (_record!.Status == status) return;
        var result = _health.Health == AgentHealth.Unhealthy ? AuditResult.Failed : AuditResult.Ok;
        var audit = Caller.System.Audit(AuditActions.AgentHealthChanged, Target(_record.Name), time.GetUtcNow(), result, AuditDetails.Of(("status", status)));
        await store.SetStatusAsync(_record.Id, status, detail, audit, cancellationToken);
        // A command may have changed or deleted the row meanwhile; only the status is this check's.
        if (_record is not null) _record = _record with { Status = status };
        LogHealth(logger, _record?.Name ?? Id.ToString(), _health.Health, detail);
    }

    private async Task<ProbeResult> ProbeAsync(AgentRecord record, CancellationToken cancellationToken)
    {
        ProbeTarget target;
        try
        {
            target = ProbeTarget(record);
        }
        // Every dispatch would fail for the same reason.
        catch (SecretException unreadable)
        {
            LogSecret(logger, unreadable, Id);
            return new ProbeResult(false, 0, null, "its stored key cannot be read; enter it again");
        }

        return await prober.ProbeAsync(target, cancellationToken);
    }

    private ProbeTarget ProbeTarget(AgentRecord record) => new(
        AgentMapping.UpstreamKindOf(record),
        new RequestUrls(new Uri(record.Endpoint!)),
        record.ApiKeyEncrypted is null ? null : secrets.Unprotect(record.ApiKeyEncrypted, AgentSecret.Identity(record.Id)),
        record.HealthPath);

    [LoggerMessage(2003, LogLevel.Warning, "The health check of agent {Agent} could not be completed")]
    private static partial void LogCheckFailed(ILogger logger, Exception exception, AgentId agent);

    [LoggerMessage(2005, LogLevel.Warning, "The reminder of agent {Agent} could not be removed; it ends itself when it next arrives")]
    private static partial void LogReminderStays(ILogger logger, Exception exception, AgentId agent);

    [LoggerMessage(2007, LogLevel.Error, "The stored key of agent {Agent} cannot be read")]
    private static partial void LogSecret(ILogger logger, Exception exception, AgentId agent);

    [LoggerMessage(2004, LogLevel.Information, "Agent {Agent} is {Health}: {Detail}")]
    private static partial void LogHealth(ILogger logger, string agent, AgentHealth health, string detail);
}
