using System.Text.Json;
using System.Text.RegularExpressions;

namespace AgentGrid.Api.Hosting;

/// <summary>Says in a client's words what the framework says in terms of our own types.</summary>
internal static partial class UnreadableRequest
{
    /// <summary>One or two sentences: what is wrong, and where.</summary>
    internal static string Explain(BadHttpRequestException bad)
    {
        // The framework hides the reader's own, far more helpful, sentence one level down.
        if (bad.InnerException is JsonException json) return Explain(json);
        if (bad.Message.EndsWith("from body.", StringComparison.Ordinal)) return "This route needs a JSON body.";
        return Parameter().Match(bad.Message) is { Success: true } match
            ? $"{match.Groups["name"].Value}: '{match.Groups["value"].Value}' cannot be read."
            : bad.Message;
    }

    private static string Explain(JsonException json)
    {
        if (Unknown().Match(json.Message) is { Success: true } unknown) return $"The body has the field '{unknown.Groups["name"].Value}', which is not known here.";
        if (Duplicate().Match(json.Message) is { Success: true } duplicate) return $"The body has the field '{duplicate.Groups["name"].Value}' twice.";
        return json.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? $"The JSON value at {json.Path} has the wrong type or is out of range."
            : $"The body is not valid JSON: {json.Message}";
    }

    [GeneratedRegex("^The JSON property '(?<name>.*)' could not be mapped")]
    private static partial Regex Unknown();

    [GeneratedRegex("^Duplicate property '(?<name>.*?)'")]
    private static partial Regex Duplicate();

    [GeneratedRegex("""^Failed to bind parameter "\S+ (?<name>\w+)" from "(?<value>.*)"\.$""", RegexOptions.Singleline)]
    private static partial Regex Parameter();
}
