using System.Reflection;
using AgentGrid.Api.Limits;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Limits;
using AgentGrid.Domain.Limits;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Limits;

/// <summary>This process's side of the limiters, without grains.</summary>
public sealed class LimiterClientTests
{
    private static readonly LimitPolicy Fast = LimitPolicy.Authenticated.WithPermits(60_000);
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedLimiter _limiter = new();
    private readonly LimiterClient _client;

    public LimiterClientTests() => _client = new LimiterClient(OneGrain.Factory(_limiter), _time);

    [Fact]
    public async Task Acquire_of_many_at_once_on_a_high_rate_key_asks_once_for_all()
    {
        _limiter.Permits = 1000;
        _limiter.Gate = new TaskCompletionSource();
        var waiting = Enumerable.Range(0, 50).Select(_ => _client.AcquireAsync(Fast, "subject", "a").AsTask()).ToArray();
        Assert.Equal(1, _limiter.Asked);
        _limiter.Gate.SetResult();

        Assert.All(await Task.WhenAll(waiting), result => Assert.True(result.Decision.Allowed));
        Assert.Equal(1, _limiter.Asked);
    }

    [Fact]
    public async Task Acquire_of_many_at_once_with_small_slices_gives_each_its_own_permit()
    {
        _limiter.Permits = 3;
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _client.AcquireAsync(Fast, "subject", "a").AsTask()));
        Assert.All(results, result => Assert.True(result.Decision.Allowed));
        Assert.InRange(_limiter.Asked, 50 / 3, 50);
        Assert.True(_limiter.Asked * 3 >= 50);
    }

    [Fact]
    public async Task Acquire_whose_question_fails_fails_for_all_that_waited_and_is_asked_anew_later()
    {
        _limiter.Gate = new TaskCompletionSource();
        var waiting = Enumerable.Range(0, 10).Select(_ => _client.AcquireAsync(Fast, "subject", "a").AsTask()).ToArray();
        _limiter.Gate.SetException(new TimeoutException());
        foreach (var task in waiting) await Assert.ThrowsAsync<TimeoutException>(() => task);
        Assert.Equal(1, _limiter.Asked);

        _limiter.Gate = null;
        Assert.True((await _client.AcquireAsync(Fast, "subject", "a")).Decision.Allowed);
    }

    [Fact]
    public async Task Acquire_on_a_low_rate_key_asks_for_every_request()
    {
        for (var i = 0; i < 5; i++) await _client.AcquireAsync(LimitPolicy.Dispatch, "subject", "a");
        Assert.Equal(5, _limiter.Asked);
    }

    [Fact]
    public async Task Refusal_is_remembered_until_it_ends_or_is_forgotten()
    {
        _limiter.Permits = 0;
        for (var i = 0; i < 5; i++) Assert.False((await _client.AcquireAsync(LimitPolicy.Dispatch, "subject", "a")).Decision.Allowed);
        Assert.Equal(1, _limiter.Asked);

        _limiter.Permits = 1;
        _client.Forget(new LimiterKey("dispatch", "subject", "b"));
        Assert.False((await _client.AcquireAsync(LimitPolicy.Dispatch, "subject", "a")).Decision.Allowed);
        _client.Forget(new LimiterKey("dispatch", "subject", "a"));
        Assert.True((await _client.AcquireAsync(LimitPolicy.Dispatch, "subject", "a")).Decision.Allowed);
    }

    [Fact]
    public async Task Keys_of_a_flood_of_addresses_are_bounded_also_within_one_moment()
    {
        for (var i = 0; i < 90_000; i++) await _client.AcquireAsync(LimitPolicy.Anonymous, "address", $"a{i}");
        Assert.InRange(_client.Keys, 1, 41_000);
        _time.Advance(TimeSpan.FromMinutes(3));
        await _client.AcquireAsync(LimitPolicy.Anonymous, "address", "after");
        Assert.Equal(1, _client.Keys);
    }

    private sealed class ScriptedLimiter : ILimiterGrain
    {
        public int Permits { get; set; } = 1;

        public int Asked { get; private set; }

        public TaskCompletionSource? Gate { get; set; }

        public async ValueTask<LimitGrant> LeaseAsync(int wanted)
        {
            Asked++;
            if (Gate is { } gate) await gate.Task;
            return new LimitGrant { Permits = Permits, ValidForMs = 1000, Limit = 60_000, WindowMs = 60_000, Remaining = 1, ResetMs = 1000, RetryAfterMs = Permits == 0 ? 30_000 : 0 };
        }

        public Task RefreshAsync(Caller caller) => Task.CompletedTask;
    }

    /// <summary>A grain factory that has one grain for every key.</summary>
    public class OneGrain : DispatchProxy
    {
        private object _grain = null!;

        public static IGrainFactory Factory(object grain)
        {
            var factory = Create<IGrainFactory, OneGrain>();
            ((OneGrain)(object)factory)._grain = grain;
            return factory;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _grain;
    }
}
