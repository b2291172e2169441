using System.Text.Json;
using AgentGrid.Contracts;
using AgentGrid.Providers.OpenAi;

namespace AgentGrid.Api.Hosting;

/// <summary>Writes a refusal in the dialect of the door: problem details (RFC 9457), or OpenAI's error object below <c>/v1</c>.</summary>
public static class ErrorAnswers
{
    /// <summary>True below <c>/v1</c>.</summary>
    public static bool SpeaksOpenAi(HttpContext context) => context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal);

    /// <summary>Writes the answer. The response must not have started.</summary>
    public static async Task WriteAsync(HttpContext context, GridException error, string? param = null)
    {
        var entry = ErrorMap.Of(error.Code);
        var response = context.Response;
        response.StatusCode = entry.Status;
        if (error.RetryAfterMs is { } wait) response.Headers.RetryAfter = RetrySeconds(wait);
        else if (entry.Status == StatusCodes.Status503ServiceUnavailable) response.Headers.RetryAfter = "1";
        if (error.Code == GridErrorCode.Unauthenticated) response.Headers.WWWAuthenticate = "Bearer";
        if (HttpMethods.IsHead(context.Request.Method)) return;

        if (SpeaksOpenAi(context))
        {
            response.ContentType = "application/json";
            OpenAiErrors.Write(response.BodyWriter, Describe(error), entry.OpenAiType, param, ErrorMap.Written(error.Code));
        }
        else
        {
            response.ContentType = "application/problem+json";
            WriteProblem(response, error, entry, context.TraceIdentifier);
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void WriteProblem(HttpResponse response, GridException error, ErrorEntry entry, string traceId)
    {
        var written = ErrorMap.Written(error.Code);
        using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("type", "urn:agentgrid:error:" + written);
        json.WriteString("title", entry.Title);
        json.WriteNumber("status", entry.Status);
        json.WriteString("detail", error.Message);
        json.WriteString("code", written);
        json.WriteString("traceId", traceId);
        if (error.Errors is { } errors)
        {
            json.WriteStartObject("errors");
            foreach (var (field, messages) in errors)
            {
                json.WriteStartArray(field);
                foreach (var message in messages) json.WriteStringValue(message);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // OpenAI's shape has no place for single fields: they go into the message.
    private static string Describe(GridException error) => error.Errors is { Count: > 0 } errors
        ? string.Join(' ', errors.Select(e => $"{e.Key}: {string.Join(' ', e.Value)}"))
        : error.Message;

    /// <summary>Whole seconds, rounded up, at least one.</summary>
    public static string RetrySeconds(long milliseconds) =>
        Math.Max(1, (milliseconds + 999) / 1000).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
