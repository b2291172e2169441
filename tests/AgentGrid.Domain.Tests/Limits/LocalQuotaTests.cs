using AgentGrid.Domain.Limits;

namespace AgentGrid.Domain.Tests.Limits;

public sealed class LocalQuotaTests
{
    private static readonly LimitDecision Fine = new(true, 60_000, 1_000, 60_000, 0);

    [Fact]
    public void TrySpend_nothing_held_asks_the_limiter() => Assert.Equal(QuotaSpend.AskLimiter, new LocalQuota().TrySpend(0, out _));

    [Fact]
    public void TrySpend_slice_is_spent_without_calls_and_then_asks()
    {
        var quota = new LocalQuota();
        Assert.Equal(1_002, quota.Accept(new QuotaSlice(3, 1000, Fine), 0, 5).Remaining);
        Assert.Equal(QuotaSpend.Spent, quota.TrySpend(10, out var first));
        Assert.Equal(1_001, first.Remaining);
        Assert.Equal(QuotaSpend.Spent, quota.TrySpend(10, out var second));
        Assert.Equal(1_000, second.Remaining);
        Assert.Equal(QuotaSpend.AskLimiter, quota.TrySpend(10, out _));
    }

    [Fact]
    public void TrySpend_slice_lives_from_the_question_not_from_the_answer()
    {
        var quota = new LocalQuota();
        quota.Accept(new QuotaSlice(3, 1000, Fine), askedAtMs: 100, nowMs: 900);
        Assert.Equal(QuotaSpend.Spent, quota.TrySpend(1_099, out _));
        Assert.Equal(QuotaSpend.AskLimiter, quota.TrySpend(1_100, out _));
    }

    [Fact]
    public void TrySpend_refusal_stays_a_refusal_when_an_older_grant_arrives_after_it()
    {
        var quota = new LocalQuota();
        quota.Accept(new QuotaSlice(0, 0, new LimitDecision(false, 10, 0, 700, 500)), 0, 10);
        quota.Accept(new QuotaSlice(1, 0, new LimitDecision(true, 10, 3, 700, 0)), 0, 11);
        Assert.Equal(QuotaSpend.Refused, quota.TrySpend(20, out var decision));
        Assert.Equal((false, 0, 490L), (decision.Allowed, decision.Remaining, decision.RetryAfterMs));
    }

    [Fact]
    public void TrySpend_refusal_is_remembered_until_it_ends()
    {
        var quota = new LocalQuota();
        var refused = new LimitDecision(false, 10, 0, 700, 500);
        Assert.Equal(refused, quota.Accept(new QuotaSlice(0, 0, refused), 0, 10));
        Assert.Equal(QuotaSpend.Refused, quota.TrySpend(509, out var decision));
        Assert.Equal((false, 1L), (decision.Allowed, decision.RetryAfterMs));
        Assert.Equal(QuotaSpend.AskLimiter, quota.TrySpend(510, out _));
    }

    [Fact]
    public void TrySpend_single_permit_is_for_the_asking_request_only()
    {
        var quota = new LocalQuota();
        Assert.True(quota.Accept(new QuotaSlice(1, 0, Fine), 0, 0).Allowed);
        Assert.Equal(QuotaSpend.AskLimiter, quota.TrySpend(0, out _));
    }

    [Fact]
    public void Wanted_doubles_while_slices_run_out_and_falls_back_to_the_demand()
    {
        var quota = new LocalQuota();
        var wanted = new List<int>();
        for (var t = 0; t < 5; t++)
        {
            quota.Accept(new QuotaSlice(quota.Wanted, 1000, Fine), t, t);
            wanted.Add(quota.Wanted);
            while (quota.TrySpend(t, out _) == QuotaSpend.Spent) { }
        }
        Assert.Equal([1, 2, 4, 8, 16], wanted);

        quota.Accept(new QuotaSlice(32, 1000, Fine), 100, 100);
        for (var i = 0; i < 7; i++)
            quota.TrySpend(200, out _);
        quota.Accept(new QuotaSlice(32, 1000, Fine), 2_000, 2_000);
        Assert.Equal(10, quota.Wanted);
    }

    [Fact]
    public void Accept_concurrent_answers_add_up_and_the_shorter_life_holds()
    {
        var quota = new LocalQuota();
        quota.Accept(new QuotaSlice(3, 1000, Fine), 0, 1);
        quota.Accept(new QuotaSlice(3, 500, Fine), 0, 1);
        var spent = 0;
        while (quota.TrySpend(1, out _) == QuotaSpend.Spent)
            spent++;
        Assert.Equal(4, spent);

        quota.Accept(new QuotaSlice(3, 1000, Fine), 10, 11);
        quota.Accept(new QuotaSlice(3, 500, Fine), 10, 11);
        Assert.Equal(QuotaSpend.AskLimiter, quota.TrySpend(510, out _));
    }

    [Fact]
    public void TrySpend_many_threads_never_spend_more_than_the_slice()
    {
        var quota = new LocalQuota();
        quota.Accept(new QuotaSlice(10_001, 1000, Fine), 0, 0);
        var spent = 0;
        Parallel.For(0, 20_000, _ =>
        {
            if (quota.TrySpend(1, out var _) == QuotaSpend.Spent)
                Interlocked.Increment(ref spent);
        });
        Assert.Equal(10_000, spent);
    }
}
