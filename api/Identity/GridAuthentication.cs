using System.Text.Encodings.Web;
using AgentGrid.Contracts;
using AgentGrid.Api.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AgentGrid.Api.Identity;

/// <summary>Authentication scheme <c>Bearer</c> (RFC 6750, header only): finds the caller behind a token and refuses in the dialect of the door.</summary>
public sealed class GridAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, BootstrapTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "Bearer";

    private const string Prefix = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0) return Task.FromResult(AuthenticateResult.NoResult());
        var value = header.Count == 1 ? header[0] : null;
        if (value is null || !value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return Task.FromResult(AuthenticateResult.Fail("Send one header 'Authorization: Bearer <token>'."));

        var known = tokens.Find(value.AsSpan(Prefix.Length).Trim());
        if (known is null) return Task.FromResult(AuthenticateResult.Fail("The token is not known."));
        Context.Features.Set(known.Caller);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(known.Principal, SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        ErrorAnswers.WriteAsync(Context, new GridException(GridErrorCode.Unauthenticated, Request.Headers.Authorization.Count == 0
            ? "Send 'Authorization: Bearer <token>'. The bootstrap administrator's token was printed at the first start; GRID_ADMIN_TOKEN sets another."
            : "The credential is not valid."));

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ErrorAnswers.WriteAsync(Context, new GridException(GridErrorCode.Forbidden, "This needs a role that the caller does not have."));
}
