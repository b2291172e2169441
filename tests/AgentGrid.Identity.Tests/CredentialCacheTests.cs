using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Testing;

namespace AgentGrid.Identity.Tests;

public sealed class CredentialCacheTests
{
    private static readonly CredentialFingerprint One = CredentialFingerprint.Of(1, "one");
    private readonly FakeTimeProvider _time = new();
    private readonly CredentialCache<string> _cache;

    public CredentialCacheTests() => _cache = Cache(most: 3);

    [Fact]
    public void TryGet_of_a_verified_credential_gives_its_value_until_it_is_too_old()
    {
        Assert.True(_cache.Add(One, "ann", ["user:1"], null, _cache.Begin()));
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        _cache.Confirm();
        Assert.True(_cache.TryGet(One, out var value));
        Assert.Equal("ann", value);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(_cache.TryGet(One, out _));
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public void TryGet_at_another_door_finds_nothing()
    {
        _cache.Add(One, "ann", [], null, _cache.Begin());
        Assert.False(_cache.TryGet(CredentialFingerprint.Of(2, "one"), out _));
        Assert.False(_cache.TryGet(CredentialFingerprint.Of(1, "two"), out _));
        Assert.NotEqual(CredentialFingerprint.Of(1, new string('x', 5000)), CredentialFingerprint.Of(1, new string('x', 5001)));
    }

    [Fact]
    public void TryGet_after_the_credentials_own_end_finds_nothing()
    {
        Assert.True(_cache.Add(One, "ann", [], _time.GetUtcNow().AddMilliseconds(500), _cache.Begin()));
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.False(_cache.TryGet(One, out _));
        Assert.False(_cache.Add(One, "ann", [], _time.GetUtcNow(), _cache.Begin()));
    }

    [Fact]
    public void TryGet_while_no_news_is_heard_trusts_nothing()
    {
        _cache.Add(One, "ann", [], null, _cache.Begin());
        _time.Advance(TimeSpan.FromSeconds(1) + TimeSpan.FromTicks(1));
        Assert.False(_cache.IsConfirmed);
        Assert.False(_cache.TryGet(One, out _));
        _cache.Confirm();
        Assert.True(_cache.TryGet(One, out _));
    }

    [Fact]
    public void TryGet_before_the_first_news_trusts_nothing()
    {
        var cache = new CredentialCache<string>(new CredentialCacheOptions(), _time);
        Assert.True(cache.Add(One, "ann", [], null, cache.Begin()));
        Assert.False(cache.TryGet(One, out _));
    }

    [Fact]
    public void Add_again_replaces_value_tags_and_age()
    {
        _cache.Add(One, "old", ["user:1"], null, _cache.Begin());
        _cache.Add(One, "new", ["user:2"], null, _cache.Begin());
        _cache.Hear(["user:1"]);
        Assert.True(_cache.TryGet(One, out var value));
        Assert.Equal(("new", 1), (value, _cache.Count));
    }

    [Fact]
    public void Add_beyond_the_bound_forgets_the_oldest()
    {
        var all = Enumerable.Range(0, 4).Select(i => CredentialFingerprint.Of(1, $"{i}")).ToArray();
        foreach (var one in all) _cache.Add(one, "x", ["user:1"], null, _cache.Begin());
        Assert.Equal(3, _cache.Count);
        Assert.Equal([false, true, true, true], all.Select(one => _cache.TryGet(one, out _)));
    }

    [Fact]
    public void Hear_forgets_all_that_depends_on_the_tag_at_once()
    {
        var (two, three) = (CredentialFingerprint.Of(1, "two"), CredentialFingerprint.Of(1, "three"));
        _cache.Add(One, "ann", ["session:1", "user:1"], null, _cache.Begin());
        _cache.Add(two, "ann", ["token:usr_abcdef", "user:1"], null, _cache.Begin());
        _cache.Add(three, "bob", ["session:2", "user:2"], null, _cache.Begin());
        _cache.Hear(["user:1"]);
        Assert.Equal([false, false, true], new[] { One, two, three }.Select(one => _cache.TryGet(one, out _)));
        Assert.Equal(1, _cache.Count);
    }

    [Fact]
    public void Add_of_what_was_in_the_news_while_it_was_verified_is_void()
    {
        var begun = _cache.Begin();
        _cache.Hear(["session:1"]);
        Assert.False(_cache.Add(One, "ann", ["session:1", "user:1"], null, begun));
        Assert.True(_cache.Add(One, "ann", ["session:2", "user:1"], null, begun));
    }

    [Fact]
    public void Add_after_more_news_than_is_kept_is_void()
    {
        var begun = _cache.Begin();
        _cache.Hear(["a", "b", "c", "d"]);
        Assert.False(_cache.Add(One, "ann", ["e"], null, begun));
        Assert.True(_cache.Add(One, "ann", ["e"], null, _cache.Begin()));
    }

    [Fact]
    public void Clear_forgets_everything_and_voids_what_is_under_way()
    {
        var begun = _cache.Begin();
        _cache.Add(One, "ann", [], null, begun);
        _cache.Clear();
        _cache.Confirm();
        Assert.False(_cache.TryGet(One, out _));
        Assert.False(_cache.Add(One, "ann", [], null, begun));
        Assert.True(_cache.Add(One, "ann", [], null, _cache.Begin()));
    }

    // What was looked up before its revocation never opens anything afterwards, whatever happens in between.
    [Fact]
    public void Revoked_credentials_stay_out_over_any_interleaving()
    {
        var all = Enumerable.Range(0, 4).Select(i => CredentialFingerprint.Of(1, $"{i}")).ToArray();
        Given.AnyScript(15, 1, 60, script =>
        {
            var cache = Cache(most: 2);
            var (begun, revoked) = (new long?[4], new bool[4]);
            foreach (var number in script)
            {
                var (which, what) = (number % 4, number / 4);
                if (what == 0 && !revoked[which]) begun[which] = cache.Begin();
                else if (what == 1 && begun[which] is { } from) cache.Add(all[which], "x", [$"tag:{which}"], null, from);
                else if (what == 2)
                {
                    revoked[which] = true;
                    cache.Hear([$"tag:{which}"]);
                }

                for (var i = 0; i < 4; i++) Assert.False(revoked[i] && cache.TryGet(all[i], out _));
                Assert.InRange(cache.Count, 0, 2);
            }
        });
    }

    private CredentialCache<string> Cache(int most)
    {
        var cache = new CredentialCache<string>(new CredentialCacheOptions { MaxCredentials = most }, _time);
        cache.Confirm();
        return cache;
    }
}
