using System.Reflection;

namespace Orleans.Hosting;

/// <summary>Settings of the embedded engine. Defaults are those of Orleans.</summary>
public sealed class EmbeddedEngineOptions
{
    /// <summary>Assemblies with grains. The entry assembly and all that it references are searched anyway.</summary>
    public IList<Assembly> Assemblies { get; } = [];

    /// <summary>How long a caller waits before a TimeoutException. Default 30 seconds; a response may be found late by up to half a second.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>An activation that was not used for so long is deactivated. Default 15 minutes.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Other collection ages, by full name of the grain class.</summary>
    public IDictionary<string, TimeSpan> ClassSpecificCollectionAge { get; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>How often idle activations are looked for. Default 1 minute.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long OnActivateAsync may take. Default 30 seconds.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long OnDeactivateAsync may take. Default 30 seconds.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the stop of the host waits for all activations to end. Default 30 seconds.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The shortest period of a reminder. Default 1 minute.</summary>
    public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

    internal TimeSpan CollectionAgeOf(Type grain) => ClassSpecificCollectionAge.TryGetValue(grain.FullName!, out var age) ? age : CollectionAge;
}
