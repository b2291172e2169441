using System.Reflection;
using Orleans.CodeGeneration;

namespace Orleans;

/// <summary>Finds the generated metadata: in the assemblies named, in the entry assembly and in all that these reference. No types are scanned.</summary>
internal static class GrainAssemblies
{
    public static GrainMetadataBuilder Load(IEnumerable<Assembly> named)
    {
        var builder = new GrainMetadataBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<Assembly>(named.Append(Assembly.GetEntryAssembly()!));
        while (open.TryDequeue(out var assembly))
        {
            if (assembly is null || !seen.Add(assembly.FullName!)) continue;
            if (assembly.GetCustomAttribute<GrainMetadataAttribute>() is { } attribute)
                ((IGrainMetadata)Activator.CreateInstance(attribute.Type)!).Register(builder);
            foreach (var name in assembly.GetReferencedAssemblies())
            {
                if (!IsForeign(name.Name!) && !seen.Contains(name.FullName)) open.Enqueue(Assembly.Load(name));
            }
        }

        return builder;
    }

    // Cannot hold grains, and loading them would cost most of the start-up.
    private static bool IsForeign(string name) =>
        name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal)
        || name is "netstandard" or "mscorlib" or "Npgsql" or "Dapper" or "Polly.Core" || name.StartsWith("xunit", StringComparison.Ordinal)
        || name.StartsWith("OpenTelemetry", StringComparison.Ordinal);
}
