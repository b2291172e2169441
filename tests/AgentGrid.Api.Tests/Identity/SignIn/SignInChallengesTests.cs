using System.Net;
using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Api.Identity.SignIn;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Settings;
using AgentGrid.Testing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace AgentGrid.Api.Tests.Identity.SignIn;

/// <summary>The end of a challenge, by the clock.</summary>
public sealed class SignInChallengesTests
{
    [Fact]
    public void Challenge_ends_after_five_minutes()
    {
        var time = new FakeTimeProvider();
        var options = Options.Create(new GridOptions { PublicUrl = "https://grid.example.org" });
        var challenges = new SignInChallenges(new SecretBox(GridUnderTest.SecretKey), new GridCookies(options, new PublicUrl(options, new NoServer())), time);
        var known = new SignInChallenge
        {
            UserId = Guid.CreateVersion7(),
            Email = "ann@example.org",
            PasswordVersion = 3,
            Rehashed = "$scrypt$x",
            Device = "device",
            Purpose = SessionPurpose.Connect,
            EndsAt = time.GetUtcNow() + SignInChallenges.Lifetime,
        };
        var asked = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Loopback } };
        var text = challenges.Begin(asked, known);
        Assert.DoesNotContain("ann", text, StringComparison.Ordinal);
        var cookie = asked.Response.Headers.SetCookie.ToString();
        Assert.Contains("max-age=300; path=/; secure; samesite=strict; httponly", cookie, StringComparison.Ordinal);
        var answered = new DefaultHttpContext { Request = { Headers = { Cookie = cookie.Split(';')[0] } } };

        time.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(known, challenges.Read(answered, text));
        Assert.Null(challenges.Read(new DefaultHttpContext(), text));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(challenges.Read(answered, text));
    }

    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public void Dispose()
        {
        }

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
