namespace AgentGrid.Api.Hosting;

/// <summary>The operation id of a request.</summary>
public static class OperationIdExtensions
{
    /// <summary>From the <c>Idempotency-Key</c>, or a new one.</summary>
    public static string OperationId(this HttpContext context) =>
        context.Features.Get<OperationId>()?.Value ?? context.RequestServices.GetRequiredService<Domain.IdGenerator>().NewId().ToString("D");
}
