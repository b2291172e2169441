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
    public static async Task WriteAsync(HttpContext context, GridException error)
    {
        var entry = ErrorMap.Of(error.Code);
        var response = context.Response;
        response.StatusCode = entry.Status;
        if (error.RetryAfterMs is { } wait) response.Headers.RetryAfter = RetrySeconds(wait);
        else if (entry.Status == StatusCodes.Status503ServiceUnavailable) response.Headers.RetryAfter = "1";
        if (error.Code == GridErrorCode.Unauthenticated) response.Headers.WWWAuthenticate = "Bearer";
        if (HttpMethods.IsHead(context.Request.Method)) return;
        if (context.GetEndpoint()?.Metadata.GetMetadata<IRefusalDialect>() is { } dialect)
        {
            await dialect.WriteAsync(context, error, entry.Status);
            return;
        }

        if (SpeaksOpenAi(context))
        {
            response.ContentType = "application/json";
            OpenAiErrors.Write(response.BodyWriter, ToOpenAi(error));
        }
        else
        {
            WriteProblem(context, error, entry.Status);
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>The refusal as OpenAI's error object. A single wrong field becomes its <c>param</c>.</summary>
    public static OpenAiError ToOpenAi(GridException error)
    {
        var entry = ErrorMap.Of(error.Code);
        var param = error.Errors is { Count: 1 } one ? one.Keys.First() : null;
        return new OpenAiError(entry.Status, Describe(error), entry.OpenAiType, param, ErrorMap.Written(error.Code));
    }

    /// <summary>Writes problem details with this status; the caller flushes.</summary>
    public static void WriteProblem(HttpContext context, GridException error, int status)
    {
        var written = ErrorMap.Written(error.Code);
        context.Response.ContentType = "application/problem+json";
        using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("type", "urn:agentgrid:error:" + written);
        json.WriteString("title", ErrorMap.Of(error.Code).Title);
        json.WriteNumber("status", status);
        json.WriteString("detail", error.Message);
        json.WriteString("code", written);
        json.WriteString("traceId", context.TraceIdentifier);
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
