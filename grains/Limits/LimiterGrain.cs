using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Limits;
using AgentGrid.Domain.Limits;
using Microsoft.Extensions.Logging;

namespace AgentGrid.Grains.Limits;

/// <summary>The window of one key. Volatile; forgotten when idle, which is long after its window has passed.</summary>
internal sealed partial class LimiterGrain(ILimitOverrideStore overrides, TimeProvider time, ILogger<LimiterGrain> logger) : Grain, ILimiterGrain
{
    private static readonly TimeSpan RereadEvery = TimeSpan.FromMinutes(5);
    private LimitPolicy _default = null!;
    private LimiterKey _key;
    private AdaptiveWindow _window = null!;
    private int _readings;
    private int _shown;

    private long NowMs => time.GetTimestamp() / (time.TimestampFrequency / 1000);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = KeyOf(this.GetPrimaryKeyString());
        _default = LimitPolicy.Find(_key.Policy) ?? throw GridException.NotFound($"limit '{_key.Policy}'");
        _window = new AdaptiveWindow(_default);
        await RereadAsync(cancellationToken);
        // Interleaved: while the database is slow to answer, permits are given as before.
        this.RegisterGrainTimer(RereadAsync, new GrainTimerCreationOptions(RereadEvery, RereadEvery) { Interleave = true });
    }

    public ValueTask<LimitGrant> LeaseAsync(int wanted)
    {
        var slice = _window.Lease(wanted, NowMs);
        return ValueTask.FromResult(new LimitGrant
        {
            Permits = slice.Permits,
            ValidForMs = slice.ValidForMs,
            Limit = slice.Decision.Limit,
            WindowMs = (long)_window.Policy.Window.TotalMilliseconds,
            Remaining = slice.Decision.Remaining,
            ResetMs = slice.Decision.ResetMs,
            RetryAfterMs = slice.Decision.RetryAfterMs,
        });
    }

    public Task RefreshAsync(Caller caller)
    {
        caller.Demand(GridRoles.Admin);
        return LoadAsync(CancellationToken.None);
    }

    private async Task RereadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LoadAsync(cancellationToken);
        }
        // Without the database the limit last known goes on; there is always one.
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogReread(logger, exception, _key);
        }
    }

    private static LimiterKey KeyOf(string key)
    {
        try
        {
            return LimiterKey.Parse(key);
        }
        catch (FormatException malformed)
        {
            throw new GridException(GridErrorCode.BadRequest, malformed.Message);
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var reading = ++_readings;
        var found = await overrides.GetAsync(_key.Policy, _key.Scope, _key.Subject, cancellationToken);
        // Readings overlap; an older one must not undo a newer one.
        if (reading < _shown) return;
        _shown = reading;
        var policy = found is null
            ? _default
            : _default with { Permits = found.Permits, Window = TimeSpan.FromSeconds(found.WindowSeconds) };
        if (policy != _window.Policy) _window.Policy = policy;
    }

    [LoggerMessage(3001, LogLevel.Warning, "Limiter {Key} could not read its override; it goes on with the limit it knows")]
    private static partial void LogReread(ILogger logger, Exception exception, LimiterKey key);
}
