using System.Buffers;
using System.Text.Json;

namespace AgentGrid.Providers.OpenAi;

/// <summary>
/// Some upstreams (Go's encoding/json, as in Ollama) match member names without regard to case, by Unicode folding. A <c>MODEL</c> beside <c>model</c> would reach them as another
/// request than the one that was checked and metered, so such spellings of the members that the gateway decides about are refused.
/// </summary>
internal static class RequestNames
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-"u8);
    private static readonly string[] Root = ["model", "stream", "stream_options", "messages", "input"];
    private static readonly string[] StreamOptions = ["include_usage"];

    /// <summary>The refusal when the property at the reader is such a spelling at the top of the request.</summary>
    public static OpenAiError? RefuseAtRoot(ref Utf8JsonReader reader) => Refuse(ref reader, Root);

    /// <summary>The same inside <c>stream_options</c>.</summary>
    public static OpenAiError? RefuseInStreamOptions(ref Utf8JsonReader reader) => Refuse(ref reader, StreamOptions);

    private static OpenAiError? Refuse(ref Utf8JsonReader reader, string[] names)
    {
        if (!reader.ValueSpan.ContainsAnyExcept(Plain))
            return null;
        // The letters outside ASCII that fold to ASCII ones: long s and the Kelvin sign.
        var name = reader.GetString()!.Replace('\u017F', 's').Replace('\u212A', 'k');
        foreach (var known in names)
        {
            if (name.Equals(known, StringComparison.OrdinalIgnoreCase))
                return OpenAiError.Invalid($"Unknown parameter: did you mean '{known}'? Names are case-sensitive.", known, "unknown_parameter");
        }
        return null;
    }
}
