using AgentGrid.Contracts;

namespace AgentGrid.Api.Hosting;

/// <summary>Route metadata: refusals of the route are written in a dialect of its own, not as problem details.</summary>
internal interface IRefusalDialect
{
    /// <summary>Writes the answer; its status and <c>Retry-After</c> are set already.</summary>
    Task WriteAsync(HttpContext context, GridException error, int status);
}
