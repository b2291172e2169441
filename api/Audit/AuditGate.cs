namespace AgentGrid.Api.Audit;

/// <summary>Middleware: refuses state changes while the audit log is too far behind, because nothing is changed without an entry.</summary>
internal sealed class AuditGate(RequestDelegate next, AuditBacklog backlog)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (backlog.IsBehind && IsChange(context)) backlog.Demand();
        return next(context);
    }

    /// <summary>Whether the request may change something: by its method, unless its route says otherwise.</summary>
    internal static bool IsChange(HttpContext context) =>
        !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method))
        && context.GetEndpoint() is RouteEndpoint route && route.Metadata.GetMetadata<LeavesNoEntryAttribute>() is null;
}
