using AgentGrid.Contracts;

namespace AgentGrid.Api.Hosting;

/// <summary>The outermost middleware: request id, security headers, and one place where exceptions become answers.</summary>
public sealed partial class RequestEdge(RequestDelegate next, ILogger<RequestEdge> logger)
{
    private const int LongestRequestId = 128;

    public async Task InvokeAsync(HttpContext context)
    {
        var given = context.Request.Headers["x-request-id"].ToString();
        if (IsAcceptable(given)) context.TraceIdentifier = given;
        var headers = context.Response.Headers;
        headers["x-request-id"] = context.TraceIdentifier;
        headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'";
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin";
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";

        try
        {
            await next(context);
            await ExplainEmptyRefusalAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer.
        }
        // The one broad catch of the edge: whatever was not foreseen becomes a 500 without details, and a log entry with them.
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var refusal = Faults.ToRefusal(exception, HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));
            if (refusal.Code == GridErrorCode.Internal) LogUnforeseen(logger, exception, context.TraceIdentifier);
            await ErrorAnswers.WriteAsync(context, refusal);
        }
    }

    // Framework answers without a body (no route, wrong method, wrong media type) get the same shape as ours.
    private static Task ExplainEmptyRefusalAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.ContentLength > 0 || response.ContentType is not null) return Task.CompletedTask;
        return response.StatusCode switch
        {
            404 => ErrorAnswers.WriteAsync(context, new GridException(GridErrorCode.NotFound, $"There is nothing at {context.Request.Path}.")),
            405 => ExplainMethodAsync(context),
            413 => ErrorAnswers.WriteAsync(context, Faults.ToRefusal(new BadHttpRequestException("too large", 413))),
            415 => ErrorAnswers.WriteAsync(context, Faults.ToRefusal(new BadHttpRequestException("media type", 415))),
            _ => Task.CompletedTask,
        };
    }

    private static async Task ExplainMethodAsync(HttpContext context)
    {
        var allowed = context.Response.Headers.Allow;
        await ErrorAnswers.WriteAsync(context, new GridException(GridErrorCode.MethodNotAllowed, $"{context.Request.Method} is not possible here; use {allowed}."));
    }

    private static bool IsAcceptable(string id)
    {
        if (id.Length is 0 or > LongestRequestId) return false;
        foreach (var c in id)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or ':' or '/' or '+' or '=')) return false;
        return true;
    }

    [LoggerMessage(1001, LogLevel.Error, "Request {TraceId} failed")]
    private static partial void LogUnforeseen(ILogger logger, Exception exception, string traceId);
}
