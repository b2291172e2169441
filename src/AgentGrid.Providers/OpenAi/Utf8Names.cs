using System.Text;

namespace AgentGrid.Providers.OpenAi;

/// <summary>
/// Strings for names that repeat in every answer (models, finish reasons), so that reading one costs no allocation. A direct-mapped cache: a collision or a race
/// only costs one more string.
/// </summary>
internal static class Utf8Names
{
    private const int Slots = 256;
    private const int MaxBytes = 64;
    private static readonly string?[] Cache = new string?[Slots];

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
            return Encoding.UTF8.GetString(utf8);
        var hash = new HashCode();
        hash.AddBytes(utf8);
        ref var slot = ref Cache[hash.ToHashCode() & (Slots - 1)];
        var cached = Volatile.Read(ref slot);
        if (cached is not null && Ascii.Equals(utf8, cached))
            return cached;
        var name = Encoding.UTF8.GetString(utf8);
        Volatile.Write(ref slot, name);
        return name;
    }
}
