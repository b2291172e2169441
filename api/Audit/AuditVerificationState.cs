using System.Text.Json;
using System.Text.Json.Serialization;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Api.Audit;

/// <summary>
/// Where the background verifier stands, for all processes: a setting, encrypted and so authenticated with the grid's secret key. Whoever owns the database but not that key
/// can put an older state back, which shows in its times, but cannot write that all is well.
/// </summary>
internal sealed class AuditVerificationState(ISettingStore settings, SecretBox secrets, TimeProvider time)
{
    /// <summary>The setting that holds it.</summary>
    internal const string Setting = "audit.verification";

    private const string Identity = "settings/" + Setting;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
    private Known? _known;

    /// <summary>As it stands, at most a second old.</summary>
    public async ValueTask<AuditVerification> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _known) is { } known && time.GetElapsedTime(known.At) < Kept) return known.State;
        return Keep(await LoadAsync(cancellationToken));
    }

    /// <summary>As it stands now; <see cref="AuditVerification.None"/> when it is not what this grid wrote.</summary>
    public async Task<AuditVerification> LoadAsync(CancellationToken cancellationToken)
    {
        if (await settings.GetAsync(Setting, cancellationToken) is not { } stored) return AuditVerification.None;
        try
        {
            return JsonSerializer.Deserialize<AuditVerification>(secrets.Unprotect(stored.Value, Identity), Json) ?? AuditVerification.None;
        }
        catch (Exception unreadable) when (unreadable is SecretException or JsonException)
        {
            return AuditVerification.None;
        }
    }

    /// <summary>Replaces it. Only for the one process that verifies.</summary>
    public async Task SaveAsync(AuditVerification state, CancellationToken cancellationToken)
    {
        var value = secrets.Protect(JsonSerializer.Serialize(state, Json), Identity);
        await settings.SetAsync(new SystemSetting { Key = Setting, Value = value, IsSecret = true, UpdatedAt = time.GetUtcNow() }, cancellationToken);
        Keep(state);
    }

    private AuditVerification Keep(AuditVerification state)
    {
        Volatile.Write(ref _known, new Known(state, time.GetTimestamp()));
        return state;
    }

    private sealed record Known(AuditVerification State, long At);
}
