namespace AgentGrid.Domain.Settings;

/// <summary>The installation's settings. All members throw <see cref="DatabaseUnavailableException"/> while the database is away.</summary>
public interface ISettingStore
{
    /// <summary>The setting, or null.</summary>
    Task<SystemSetting?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Stores the setting, replacing what was there.</summary>
    Task SetAsync(SystemSetting setting, CancellationToken cancellationToken);

    /// <summary>Stores the setting unless there is one; returns the one that counts. Processes that start together agree on a generated value this way.</summary>
    Task<SystemSetting> GetOrAddAsync(SystemSetting setting, CancellationToken cancellationToken);

    /// <summary>All settings, sorted by key.</summary>
    Task<IReadOnlyList<SystemSetting>> ListAsync(CancellationToken cancellationToken);
}
