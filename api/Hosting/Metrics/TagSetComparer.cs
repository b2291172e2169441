using System.Diagnostics.CodeAnalysis;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>Compares tag sets in their given order, so that a set can be looked up from the caller's span without a copy.</summary>
internal sealed class TagSetComparer : IEqualityComparer<Tag[]>, IAlternateEqualityComparer<ReadOnlySpan<Tag>, Tag[]>
{
    public bool Equals(Tag[]? x, Tag[]? y) => x.AsSpan() is var span && y is not null && Equals(span, y);

    public bool Equals(ReadOnlySpan<Tag> alternate, [NotNull] Tag[] other)
    {
        if (alternate.Length != other.Length) return false;
        for (var i = 0; i < other.Length; i++)
            if (alternate[i].Key != other[i].Key || !SameValue(alternate[i].Value, other[i].Value)) return false;
        return true;
    }

    public int GetHashCode(Tag[] obj) => GetHashCode(obj.AsSpan());

    // The keys of an instrument hardly vary: hashing the values is enough.
    public int GetHashCode(ReadOnlySpan<Tag> alternate)
    {
        var hash = (uint)alternate.Length;
        foreach (ref readonly var tag in alternate) hash = (hash * 31) ^ (uint)(tag.Value?.GetHashCode() ?? 0);
        return (int)hash;
    }

    public Tag[] Create(ReadOnlySpan<Tag> alternate) => alternate.ToArray();

    private static bool SameValue(object? x, object? y) =>
        ReferenceEquals(x, y) || (x is string a ? y is string b && a == b : x is not null && x.Equals(y));
}
