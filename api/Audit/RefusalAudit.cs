using AgentGrid.Api.Identity;
using AgentGrid.Api.Limits;

namespace AgentGrid.Api.Audit;

/// <summary>Outermost middleware: notes requests that would have changed something and were refused, and whatever was refused for want of rights.</summary>
internal sealed class RefusalAudit(RequestDelegate next, RefusalLog log)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = next(context);
        if (!request.IsCompletedSuccessfully) return FinishAsync(context, request);
        Note(context);
        return Task.CompletedTask;
    }

    private async Task FinishAsync(HttpContext context, Task request)
    {
        await request;
        Note(context);
    }

    private void Note(HttpContext context)
    {
        var status = context.Response.StatusCode;
        if (status is < 400 or >= 500 || context.GetEndpoint() is not RouteEndpoint route) return;
        var method = context.Request.Method;
        var reads = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
        if (reads && status != StatusCodes.Status403Forbidden) return;
        log.Add(context.Features.Get<KnownCaller>()?.Caller, RequestLimits.Address(context), $"{method} /{route.RoutePattern.RawText?.Trim('/')}", status, context.TraceIdentifier);
    }
}
