using AgentGrid.Contracts.Audit;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>
/// Gathers refused requests: equal ones of a minute become one entry with a count, so that refusals cannot flood the log, and memory is bounded. Killed, a process loses the refusals of
/// its last minute at most; a batch whose outcome is unknown is repeated, so after an outage an entry may be there twice.
/// </summary>
internal sealed partial class RefusalLog(IGrainFactory grains, AuditOptions options, TimeProvider time, ILogger<RefusalLog> logger) : BackgroundService
{
    private readonly Lock _gate = new();
    private Dictionary<Refusal, Tally> _tallies = [];

    /// <summary>How many different refusals wait.</summary>
    internal int Waiting
    {
        get
        {
            lock (_gate) return _tallies.Count;
        }
    }

    /// <summary>Notes one.</summary>
    /// <param name="caller">Who asked; null for nobody known.</param>
    /// <param name="address">From where.</param>
    /// <param name="route">Method and template of the route.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="requestId">The request.</param>
    public void Add(Caller? caller, string address, string route, int status, string requestId)
    {
        var refusal = new Refusal(caller?.Subject, caller?.Kind ?? CallerKind.Anonymous, address, route, status);
        var now = time.GetUtcNow();
        lock (_gate) Count(refusal, new Tally(now, now, 1, caller?.Name, requestId));
    }

    /// <summary>Writes what was gathered.</summary>
    public async Task FlushAsync()
    {
        Dictionary<Refusal, Tally> gathered;
        lock (_gate) (gathered, _tallies) = (_tallies, []);
        foreach (var portion in gathered.OrderBy(pair => pair.Value.First).Chunk(AuditBatch.MaxRecords))
        {
            try
            {
                await grains.GetGrain<IAuditChainGrain>(AuditChains.System).AppendAsync(Caller.System, new AuditBatch { Records = [.. portion.Select(pair => Record(pair.Key, pair.Value))] });
            }
            // Whatever it is, they wait for the next round.
            catch (Exception exception)
            {
                LogHeldUp(logger, exception);
                lock (_gate)
                    foreach (var (refusal, tally) in portion) Count(refusal, tally);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.GatherRefusals, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await FlushAsync();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await FlushAsync();
        }
    }

    // Beyond the bound only the status is told apart.
    private void Count(Refusal refusal, Tally tally)
    {
        if (_tallies.Count >= options.MaxRefusals && !_tallies.ContainsKey(refusal)) refusal = new Refusal(null, CallerKind.Anonymous, null, null, refusal.Status);
        _tallies[refusal] = _tallies.TryGetValue(refusal, out var known) ? known.With(tally) : tally;
    }

    private static AuditRecord Record(Refusal refusal, Tally tally) => new()
    {
        Time = tally.First,
        ActorId = refusal.Subject ?? "anonymous",
        ActorKind = refusal.Kind.ToString().ToLowerInvariant(),
        ActorName = refusal.Subject is null ? null : tally.Name,
        Action = AuditActions.RequestRefused,
        TargetType = refusal.Route is null ? null : "route",
        TargetId = refusal.Route,
        Result = AuditRecordResult.Refused,
        Address = refusal.Address,
        RequestId = refusal.Route is null ? null : tally.RequestId,
        Details = AuditDetails.Of(
            ("count", tally.Times), ("status", refusal.Status), ("lastAt", tally.Times == 1 ? null : tally.Last.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture))),
    };

    [LoggerMessage(5141, LogLevel.Warning, "Refused requests cannot be written to the audit log now; trying on")]
    private static partial void LogHeldUp(ILogger logger, Exception exception);

    // Without route and address: the rest of a minute in which there was more than is told apart.
    private readonly record struct Refusal(string? Subject, CallerKind Kind, string? Address, string? Route, int Status);

    private sealed record Tally(DateTimeOffset First, DateTimeOffset Last, long Times, string? Name, string RequestId)
    {
        public Tally With(Tally other) => this with
        {
            First = other.First < First ? other.First : First,
            Last = other.Last > Last ? other.Last : Last,
            Times = Times + other.Times,
        };
    }
}
