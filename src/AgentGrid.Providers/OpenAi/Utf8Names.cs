using System.Text;

namespace AgentGrid.Providers.OpenAi;

/// <summary>
/// Strings for names that repeat in every answer (models, finish reasons), so that reading one costs no allocation. Bounded: a full neighbourhood replaces its first entry.
/// A race only costs one more string.
/// </summary>
internal static class Utf8Names
{
    private const int Slots = 1024;
    private const int Probes = 4;
    private const int MaxBytes = 64;
    private static readonly string?[] Cache = new string?[Slots];

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
            return Encoding.UTF8.GetString(utf8);
        var hash = new HashCode();
        hash.AddBytes(utf8);
        var home = hash.ToHashCode() & (Slots - 1);
        var free = home;
        for (var probe = 0; probe < Probes; probe++)
        {
            var slot = (home + probe) & (Slots - 1);
            var cached = Volatile.Read(ref Cache[slot]);
            if (cached is null)
            {
                free = slot;
                break;
            }
            if (Ascii.Equals(utf8, cached))
                return cached;
        }
        var name = Encoding.UTF8.GetString(utf8);
        Volatile.Write(ref Cache[free], name);
        return name;
    }
}
