using AgentGrid.Api.Audit;
using AgentGrid.Api.Limits;
using Microsoft.AspNetCore.Mvc;

namespace AgentGrid.Api.Hosting;

/// <summary>What routes declare about themselves, for the pipeline and for the OpenAPI document.</summary>
internal static class RouteExtensions
{
    internal const int ApiBodyLimit = 1024 * 1024;
    internal const int ModelBodyLimit = 32 * 1024 * 1024;

    /// <summary>Documents refusals besides those that every route has (401, 403, 429, 500, 503).</summary>
    internal static TBuilder Refuses<TBuilder>(this TBuilder builder, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
            builder.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), ["application/problem+json"]));
        return builder;
    }

    /// <summary>Documents the answer, and the media type of its streamed form where there is one.</summary>
    internal static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder builder, params string[] streamed) =>
        builder.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json", .. streamed]));

    /// <summary>Takes larger bodies than the API's 1 MiB.</summary>
    internal static TBuilder WithBodyLimit<TBuilder>(this TBuilder builder, int bytes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequestSizeLimitAttribute(bytes));

    /// <summary>The route honours <c>Idempotency-Key</c>; an answer that shows a secret is kept encrypted.</summary>
    internal static TBuilder HonoursIdempotencyKey<TBuilder>(this TBuilder builder, bool answerIsSecret = false)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new IdempotentAttribute { AnswerIsSecret = answerIsSecret });

    /// <summary>Whatever its method says, the route changes nothing that must have an audit entry: it is served while the audit log is behind.</summary>
    internal static TBuilder LeavesNoEntry<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new LeavesNoEntryAttribute());

    /// <summary>An example of the request body, for the OpenAPI document.</summary>
    internal static TBuilder Example<TBuilder>(this TBuilder builder, string json)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ExampleAttribute(json));

    /// <summary>Nobody keeps the answers: they hold secrets, or are one caller's only.</summary>
    internal static RouteGroupBuilder NeverCached(this RouteGroupBuilder builder) => builder.AddEndpointFilter(NeverCacheAsync);

    /// <inheritdoc cref="NeverCached(RouteGroupBuilder)"/>
    internal static RouteHandlerBuilder NeverCached(this RouteHandlerBuilder builder) => builder.AddEndpointFilter(NeverCacheAsync);

    /// <summary>This policy counts besides the ceiling of the subject.</summary>
    internal static TBuilder CountsFor<TBuilder>(this TBuilder builder, string policy)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new LimitAttribute(policy));

    private static ValueTask<object?> NeverCacheAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        invocation.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(invocation);
    }
}
