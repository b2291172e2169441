using Orleans.Serialization;

namespace Orleans.Runtime;

/// <summary>Values that travel with calls: set by a caller, seen by the grains it calls and by those they call. Flows one way.</summary>
public static class RequestContext
{
    // Never changed in place: async flows share it, so a change replaces the dictionary.
    private static readonly AsyncLocal<Dictionary<string, object>?> Flow = new();

    // Reading an AsyncLocal costs on every call; most hosts never set one.
    private static volatile bool s_used;

    internal static Dictionary<string, object>? Values
    {
        get => s_used ? Flow.Value : null;
        set
        {
            s_used = true;
            Flow.Value = value;
        }
    }

    /// <summary>What travels with a call: the values themselves when all are immutable, else copies.</summary>
    internal static Dictionary<string, object>? CopyForCall()
    {
        var values = Values;
        if (values is null || IsImmutable(values)) return values;
        var context = CopyContext.Rent();
        try
        {
            return values.ToDictionary(pair => pair.Key, pair => DeepCopy.Of(pair.Value, context));
        }
        finally
        {
            context.Return();
        }
    }

    /// <summary>The keys that are set.</summary>
    public static IEnumerable<string> Keys => Values?.Keys ?? Enumerable.Empty<string>();

    /// <summary>All that is set.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries => Values ?? Enumerable.Empty<KeyValuePair<string, object>>();

    /// <summary>The value of <paramref name="key"/>, or null.</summary>
    public static object? Get(string key) => Values is { } values && values.TryGetValue(key, out var value) ? value : null;

    /// <summary>Sets a value for the rest of this async flow and the calls it makes.</summary>
    public static void Set(string key, object value)
    {
        ArgumentNullException.ThrowIfNull(key);
        Values = new Dictionary<string, object>(Values ?? []) { [key] = value };
    }

    /// <summary>Removes a value; false when there was none.</summary>
    public static bool Remove(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (Values is not { } values || !values.ContainsKey(key)) return false;
        var rest = new Dictionary<string, object>(values);
        rest.Remove(key);
        Values = rest.Count == 0 ? null : rest;
        return true;
    }

    /// <summary>Removes all.</summary>
    public static void Clear()
    {
        if (Values is not null) Values = null;
    }

    private static bool IsImmutable(Dictionary<string, object> values)
    {
        foreach (var (_, value) in values)
        {
            if (value is not null && !CopierTable.Get(value.GetType()).IsImmutable) return false;
        }

        return true;
    }
}
