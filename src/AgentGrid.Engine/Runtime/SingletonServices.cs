using Microsoft.Extensions.DependencyInjection;

namespace Orleans;

/// <summary>Knows which services are singletons: a grain that needs only these needs no scope of its own.</summary>
internal sealed class SingletonServices(IServiceCollection services)
{
    private readonly Lazy<HashSet<Type>> _singletons = new(() => [.. services
        .GroupBy(service => service.ServiceType)
        .Where(group => group.All(service => service.Lifetime == ServiceLifetime.Singleton))
        .Select(group => group.Key)]);

    public bool Contains(Type service) =>
        _singletons.Value.Contains(service) || (service.IsGenericType && _singletons.Value.Contains(service.GetGenericTypeDefinition()));
}
