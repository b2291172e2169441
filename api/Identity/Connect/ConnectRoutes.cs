using AgentGrid.Api.Hosting;

namespace AgentGrid.Api.Identity.Connect;

/// <summary>What the authorization server's routes declare about themselves.</summary>
internal static class ConnectRoutes
{
    /// <summary>Documents the fields of a form.</summary>
    internal static RouteHandlerBuilder TakesForm(this RouteHandlerBuilder builder, params string[] fields) => builder.WithMetadata(new FormFieldsAttribute(fields));

    /// <summary>Documents errors in OAuth's shape.</summary>
    internal static RouteHandlerBuilder RefusesAsOAuth(this RouteHandlerBuilder builder, params int[] statuses)
    {
        foreach (var status in statuses) builder.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(OAuthErrorResponse), ["application/json"]));
        return builder;
    }

    /// <summary>Documents a page, and errors that are pages too.</summary>
    internal static RouteHandlerBuilder ShowsPage(this RouteHandlerBuilder builder, params int[] statuses)
    {
        foreach (var status in (int[])[StatusCodes.Status200OK, .. statuses]) builder.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(string), ["text/html"]));
        return builder.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status303SeeOther));
    }
}
