namespace AgentGrid.Api.Hosting;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>.</summary>
internal static class OpenApiRegistration
{
    internal static void AddGridOpenApi(this IServiceCollection services) => services.AddOpenApi("v1");
}
