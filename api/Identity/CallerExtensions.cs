using AgentGrid.Contracts.Identity;

namespace AgentGrid.Api.Identity;

/// <summary>The caller of a request.</summary>
public static class CallerExtensions
{
    /// <summary>Who asks; set by authentication on every route that is not anonymous.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("This route has no authenticated caller.");
}
