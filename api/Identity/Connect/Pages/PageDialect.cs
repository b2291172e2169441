using AgentGrid.Api.Hosting;
using AgentGrid.Contracts;

namespace AgentGrid.Api.Identity.Connect.Pages;

/// <summary>Shows people what the edge refuses (limits, faults, a database that is away) as a page.</summary>
internal sealed class PageDialect : IRefusalDialect
{
    public Task WriteAsync(HttpContext context, GridException error, int status) => ErrorPage.WriteAsync(context, error.Message, status);
}
