using System.Text.Json;

namespace AgentGrid.Api.Tests.Agents.Dispatch;

/// <summary>What a client saw of an answer, read to its end.</summary>
/// <param name="Text">The body as it came.</param>
/// <param name="Broken">The connection ended before the body did.</param>
public sealed record Seen(int Status, IReadOnlyDictionary<string, string> Headers, string Text, bool Broken)
{
    public static async Task<Seen> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        using var body = new MemoryStream();
        var broken = false;
        try
        {
            await response.Content.CopyToAsync(body, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            broken = true;
        }

        return new Seen((int)response.StatusCode, headers, System.Text.Encoding.UTF8.GetString(body.ToArray()), broken);
    }

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>The payloads of its events.</summary>
    public IReadOnlyList<string> Events => [.. Text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(e => string.Join('\n', e.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line[5..].TrimStart(' '))))
        .Where(e => e.Length > 0)];

    /// <summary>In a few words: status and content, for a stream its chunks and its end.</summary>
    public override string ToString()
    {
        var broken = Broken ? ", connection ended" : "";
        if (Header("content-type")?.StartsWith("text/event-stream", StringComparison.Ordinal) == true)
            return $"{Status} stream: {string.Join(", ", Events.Select(Describe))}{broken}";
        var json = Json;
        return json.TryGetProperty("error", out var error)
            ? $"{Status} error {error.GetProperty("code")}: {error.GetProperty("message").GetString()}{broken}"
            : $"{Status} \"{json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()}\"{broken}";
    }

    private static string Describe(string data)
    {
        if (data == "[DONE]") return "[DONE]";
        var json = JsonElement.Parse(data);
        if (json.TryGetProperty("error", out var error)) return $"error {error.GetProperty("code")}: {error.GetProperty("message").GetString()}";
        var choices = json.GetProperty("choices");
        if (choices.GetArrayLength() == 0) return "usage";
        var choice = choices[0];
        return choice.GetProperty("finish_reason").GetString() ?? $"\"{choice.GetProperty("delta").GetProperty("content").GetString()}\"";
    }
}
