using AgentGrid.Api.Limits;
using AgentGrid.Contracts.Identity;

namespace AgentGrid.Api.Identity;

/// <summary>The caller of a request.</summary>
public static class CallerExtensions
{
    /// <summary>Who asks; known on every route that is not anonymous.</summary>
    public static Caller Caller(this HttpContext context) => context.Known().Caller;

    /// <summary>Who asks and from where: for commands, which leave an audit entry.</summary>
    public static Caller Actor(this HttpContext context) => context.Caller().From(RequestLimits.Address(context), context.TraceIdentifier);

    /// <summary>Nobody known, and from where: for sign-in.</summary>
    public static Caller Stranger(this HttpContext context) => new Caller { Subject = "anonymous", Kind = CallerKind.Anonymous }.From(RequestLimits.Address(context), context.TraceIdentifier);

    /// <summary>Who asks, with the credential.</summary>
    public static KnownCaller Known(this HttpContext context) =>
        context.Features.Get<KnownCaller>() ?? throw new InvalidOperationException("This route has no authenticated caller.");
}
