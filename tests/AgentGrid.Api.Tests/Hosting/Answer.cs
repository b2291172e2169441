using System.Text.Json;

namespace AgentGrid.Api.Tests.Hosting;

/// <summary>What came back for a request, read to its end.</summary>
public sealed record Answer(int Status, string Text, HttpResponseMessage Message)
{
    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>First value of a header, or null.</summary>
    public string? Header(string name) =>
        Message.Headers.TryGetValues(name, out var values) || Message.Content.Headers.TryGetValues(name, out values) ? values.First() : null;

    /// <summary>Media type of the body.</summary>
    public string? MediaType => Message.Content.Headers.ContentType?.MediaType;

    /// <summary>The messages of a 422 for one field.</summary>
    public string Error(string field) => Json.GetProperty("errors").GetProperty(field)[0].GetString()!;

    /// <summary>The fields that a 422 names, in order.</summary>
    public string[] ErrorFields => [.. Json.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal)];
}
