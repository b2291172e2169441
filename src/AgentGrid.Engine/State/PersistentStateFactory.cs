using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans;

/// <summary>Makes the states that grain constructors ask for.</summary>
internal static class PersistentStateFactory
{
    /// <summary>For one constructor parameter; the storage is looked up when the first activation is made.</summary>
    public static Func<Activation, object> For(Type stateType, PersistentStateAttribute state, EmbeddedEngine engine) =>
        typeof(PersistentStateFactory).GetMethod(nameof(Make), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(stateType).CreateDelegate<Func<PersistentStateAttribute, EmbeddedEngine, Func<Activation, object>>>()(state, engine);

    private static Func<Activation, object> Make<TState>(PersistentStateAttribute state, EmbeddedEngine engine)
    {
        IGrainStorage? storage = null;
        return activation =>
        {
            storage ??= Find(state, activation.GrainId.Type, engine.Services);
            var made = new PersistentState<TState>(state.StateName, activation, storage);
            activation.AddState(made);
            return made;
        };
    }

    private static IGrainStorage Find(PersistentStateAttribute state, GrainType grain, IServiceProvider services)
    {
        var storage = string.IsNullOrWhiteSpace(state.StorageName)
            ? services.GetService<IGrainStorage>()
            : services.GetKeyedService<IGrainStorage>(state.StorageName);
        return storage ?? throw new BadProviderConfigException(string.IsNullOrWhiteSpace(state.StorageName)
            ? $"No default storage provider found loading grain type {grain}."
            : $"No storage provider named \"{state.StorageName}\" found loading grain type {grain}.");
    }
}
