using AgentGrid.Api.Identity;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Identity.Credentials;

public sealed class CredentialLookupTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private readonly CredentialCache<KnownCaller> _cache = new(new CredentialCacheOptions(), TimeProvider.System);

    private IServiceProvider Services => shared.Grid.Host.Services;

    // Found by fault injection: a good token was refused when the news began anew, as after a restart of the database, just while it was looked up.
    [Fact]
    public async Task FindAsync_looks_up_again_when_news_made_the_answer_void()
    {
        var source = new Source(call =>
        {
            if (call == 1) _cache.Clear();
            if (call == 2) _cache.Hear(["agent:1"]);
        });
        Assert.Equal("1", (await FindAsync(source))?.Caller.Subject);
        Assert.Equal(3, source.Calls);
    }

    [Fact]
    public async Task FindAsync_refuses_what_is_in_the_news_each_time()
    {
        var source = new Source(_ => _cache.Hear(["session:1"]));
        Assert.Null(await FindAsync(source));
        Assert.InRange(source.Calls, 2, 10);
    }

    private Task<KnownCaller?> FindAsync(Source source)
    {
        var issuer = Services.GetRequiredService<TokenIssuer>();
        Assert.True(ScopeSet.TryParse([GridScopes.Rooms], out var scopes));
        var token = issuer.Issue(TokenDoor.Bearer, TokenSubjectKind.Agent, "1", null, scopes, "1", "session:1").Text;
        var lookup = new CredentialLookup(_cache, Services.GetRequiredService<SigningKeys>(), issuer, Services.GetRequiredService<PublicUrl>(), [source], TimeProvider.System);
        return lookup.FindAsync(token, TokenDoor.Bearer, TestContext.Current.CancellationToken);
    }

    private sealed class Source(Action<int> asked) : ICredentialSource
    {
        public string Kind => "session";

        public int Calls { get; private set; }

        public Task<LiveCredential?> FindAsync(string id, CancellationToken cancellationToken)
        {
            asked(++Calls);
            return Task.FromResult<LiveCredential?>(new LiveCredential { Subject = "1", Role = null, Tags = ["session:1", "agent:1"] });
        }
    }
}
