using AgentGrid.Api.Agents;
using AgentGrid.Api.Agents.Dispatch;
using AgentGrid.Api.Audit;
using AgentGrid.Api.Hosting.Metrics;
using AgentGrid.Api.Identity;
using AgentGrid.Api.Identity.People;
using AgentGrid.Api.Identity.Connect;
using AgentGrid.Api.Identity.OAuth;
using AgentGrid.Api.Identity.ApiTokens;
using AgentGrid.Api.Identity.SignIn;
using AgentGrid.Api.Limits;
using AgentGrid.Api.Rooms;

namespace AgentGrid.Api.Hosting;

/// <summary>The order in which a request passes the edge, and all routes; a table of contents.</summary>
internal static class GridPipeline
{
    internal static void UseGrid(this WebApplication app, GridOptions options)
    {
        app.UseMiddleware<RequestCounter>();
        app.UseMiddleware<RefusalAudit>();
        app.UseMiddleware<RequestEdge>();
        if (!string.IsNullOrWhiteSpace(options.TrustedProxies)) app.UseForwardedHeaders();
        app.UseRouting();
        app.UseMiddleware<ConsoleFiles>();
        if (!string.IsNullOrWhiteSpace(options.AllowedOrigins)) app.UseCors();
        app.UseMiddleware<CallerRecognition>();
        app.UseMiddleware<CookieGuard>();
        app.UseMiddleware<RequestLimits>();
        app.UseAuthorization();
        app.UseMiddleware<AuditGate>();
        app.UseMiddleware<Idempotency>();

        app.MapHealth();
        app.MapMetrics();
        app.MapOpenApi("/openapi/v1.json");
        app.MapMe();
        app.MapUsers();
        app.MapOAuthClients();
        app.MapApiTokens();
        app.MapTokenExchange();
        app.MapConnect();
        app.MapSignIn();
        app.MapSecondFactor();
        app.MapAccount();
        app.MapAgents();
        app.MapPools();
        app.MapDispatch();
        app.MapOpenAi();
        app.MapLimits();
        app.MapAudit();
        app.MapRoomDoors();
    }
}
