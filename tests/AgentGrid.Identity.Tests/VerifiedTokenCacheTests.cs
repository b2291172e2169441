using AgentGrid.Domain.Identity;
using AgentGrid.Testing;

namespace AgentGrid.Identity.Tests;

public sealed class VerifiedTokenCacheTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly VerifiedTokenCache<string> _cache;
    private readonly ApiToken _token = ApiToken.Generate(ApiTokenKind.Agent);

    public VerifiedTokenCacheTests() => _cache = Cache(maxTokens: 3);

    [Fact]
    public void TryGet_of_a_verified_token_gives_its_grant_until_it_is_too_old()
    {
        Assert.True(_cache.Add(_token, "ann", _cache.Begin()));
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        Assert.True(_cache.TryGet(_token, out var grant));
        Assert.Equal("ann", grant);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(_cache.TryGet(_token, out _));
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public void TryGet_of_another_token_finds_nothing()
    {
        _cache.Add(_token, "ann", _cache.Begin());
        Assert.False(_cache.TryGet(ApiToken.Generate(ApiTokenKind.Agent), out _));
    }

    [Fact]
    public void TryGet_of_a_token_that_ended_finds_nothing()
    {
        Assert.True(_cache.Add(_token, "ann", _cache.Begin(), _time.GetUtcNow().AddSeconds(5)));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(_cache.TryGet(_token, out _));
        Assert.False(_cache.Add(_token, "ann", _cache.Begin(), _time.GetUtcNow()));
    }

    [Fact]
    public void Add_again_replaces_grant_and_age()
    {
        _cache.Add(_token, "old", _cache.Begin());
        _time.Advance(TimeSpan.FromMinutes(9));
        _cache.Add(_token, "new", _cache.Begin());
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.True(_cache.TryGet(_token, out var grant));
        Assert.Equal(("new", 1), (grant, _cache.Count));
    }

    [Fact]
    public void Add_beyond_the_bound_forgets_the_oldest()
    {
        var tokens = Enumerable.Range(0, 4).Select(_ => ApiToken.Generate(ApiTokenKind.Agent)).ToArray();
        foreach (var token in tokens) _cache.Add(token, token.Prefix, _cache.Begin());
        Assert.Equal(3, _cache.Count);
        Assert.Equal([false, true, true, true], tokens.Select(token => _cache.TryGet(token, out _)));
    }

    [Fact]
    public void Revoke_forgets_at_once()
    {
        var other = ApiToken.Generate(ApiTokenKind.User);
        _cache.Add(_token, "ann", _cache.Begin());
        _cache.Add(other, "bob", _cache.Begin());
        _cache.Revoke(_token.Prefix);
        Assert.False(_cache.TryGet(_token, out _));
        Assert.True(_cache.TryGet(other, out _));
    }

    [Fact]
    public void Add_of_a_token_revoked_while_it_was_verified_is_void()
    {
        var begun = _cache.Begin();
        _cache.Revoke(_token.Prefix);
        Assert.False(_cache.Add(_token, "ann", begun));
        Assert.False(_cache.TryGet(_token, out _));
    }

    [Fact]
    public void Add_while_other_tokens_are_revoked_is_remembered()
    {
        var begun = _cache.Begin();
        _cache.Revoke("agt_others");
        Assert.True(_cache.Add(_token, "ann", begun));
    }

    [Fact]
    public void Add_after_more_revocations_than_are_kept_is_void()
    {
        var begun = _cache.Begin();
        for (var i = 0; i < 4; i++) _cache.Revoke($"agt_{i:D6}");
        Assert.False(_cache.Add(_token, "ann", begun));
        Assert.True(_cache.Add(_token, "ann", _cache.Begin()));
    }

    [Fact]
    public void Clear_forgets_everything_and_voids_what_is_under_way()
    {
        var begun = _cache.Begin();
        _cache.Add(_token, "ann", begun);
        _cache.Clear();
        Assert.False(_cache.TryGet(_token, out _));
        Assert.False(_cache.Add(_token, "ann", begun));
        Assert.True(_cache.Add(_token, "ann", _cache.Begin()));
    }

    // A token whose row was read before its revocation never opens anything afterwards, whatever happens in between.
    [Fact]
    public void Revoked_tokens_stay_out_over_any_interleaving()
    {
        var tokens = Enumerable.Range(0, 4).Select(_ => ApiToken.Generate(ApiTokenKind.Agent)).ToArray();
        Given.AnyScript(15, 1, 60, script =>
        {
            var cache = Cache(maxTokens: 2);
            var (begun, revoked) = (new long?[4], new bool[4]);
            foreach (var number in script)
            {
                var (which, what) = (number % 4, number / 4);
                if (what == 0 && !revoked[which]) begun[which] = cache.Begin();
                else if (what == 1 && begun[which] is { } from) cache.Add(tokens[which], "x", from);
                else if (what == 2) (revoked[which], _) = (true, Revoke(cache, tokens[which]));
                for (var i = 0; i < 4; i++) Assert.False(revoked[i] && cache.TryGet(tokens[i], out _));
                Assert.InRange(cache.Count, 0, 2);
            }
        });

        static bool Revoke(VerifiedTokenCache<string> cache, ApiToken token)
        {
            cache.Revoke(token.Prefix);
            return true;
        }
    }

    private VerifiedTokenCache<string> Cache(int maxTokens) => new(new VerifiedTokenCacheOptions { MaxTokens = maxTokens }, _time);
}
