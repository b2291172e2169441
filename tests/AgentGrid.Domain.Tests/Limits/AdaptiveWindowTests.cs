using AgentGrid.Domain.Limits;

namespace AgentGrid.Domain.Tests.Limits;

public sealed class AdaptiveWindowTests
{
    private static readonly LimitPolicy Policy = new("test", 5, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(5));

    [Fact]
    public void TryAcquire_up_to_the_limit_counts_down()
    {
        var window = new AdaptiveWindow(Policy);
        for (var left = 4; left >= 0; left--)
            Assert.Equal(new LimitDecision(true, 5, left, 61_000, 0), window.TryAcquire(1, 0));
        Assert.Equal(new LimitDecision(false, 5, 0, 61_000, 61_000), window.TryAcquire(1, 0));
    }

    [Fact]
    public void TryAcquire_exceeded_again_doubles_the_block_up_to_the_cap()
    {
        var window = new AdaptiveWindow(Policy);
        Assert.Equal([60, 120, 240, 300, 300], Blocks(window, 5));
    }

    [Fact]
    public void TryAcquire_during_a_block_does_not_lengthen_it()
    {
        var window = new AdaptiveWindow(Policy);
        Fill(window, 0);
        var until = window.TryAcquire(1, 0).RetryAfterMs;
        for (var t = 1; t < 60_000; t += 100)
            Assert.Equal(until - t, window.TryAcquire(1, t).RetryAfterMs);
        Assert.True(window.TryAcquire(1, until).Allowed);
    }

    [Fact]
    public void TryAcquire_quiet_windows_halve_the_next_block_step_by_step()
    {
        foreach (var (quietWindows, expected) in new[] { (0, 300), (1, 240), (2, 120), (3, 60), (50, 60) })
        {
            var window = new AdaptiveWindow(Policy);
            var end = 0L;
            Blocks(window, 5, ref end);
            end += quietWindows * 60_000L;
            // The permits of the last round have left the window after one quiet window; in the same instant the block's end already frees them.
            Fill(window, end);
            Assert.False(window.TryAcquire(1, end).Allowed);
            Assert.Equal(end + (expected * 1000L), EndOfBlock(window, end));
        }
    }

    [Fact]
    public void TryAcquire_clock_that_steps_back_is_held()
    {
        var window = new AdaptiveWindow(Policy);
        Fill(window, 1_000_000);
        Assert.False(window.TryAcquire(1, 0).Allowed);
        Assert.False(window.TryAcquire(1, 1_000_000).Allowed);
    }

    [Fact]
    public void TryAcquire_after_very_long_silence_starts_afresh()
    {
        var window = new AdaptiveWindow(Policy);
        Fill(window, 0);
        Assert.Equal(4, window.TryAcquire(1, long.MaxValue / 4).Remaining);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void TryAcquire_permits_that_can_never_be_given_throw(int permits) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveWindow(Policy).TryAcquire(permits, 0));

    [Fact]
    public void TryAcquire_window_of_a_second_is_no_longer_than_a_tenth_more()
    {
        var window = new AdaptiveWindow(LimitPolicy.SocketEvents with { BlockBase = TimeSpan.Zero });
        for (var i = 0; i < 30; i++)
            Assert.True(window.TryAcquire(1, 5).Allowed);
        Assert.InRange(window.TryAcquire(1, 5).RetryAfterMs, 995, 1100);
    }

    [Fact]
    public void Policy_more_permits_keeps_the_counts()
    {
        var window = new AdaptiveWindow(Policy);
        Fill(window, 0);
        window.Policy = Policy.WithPermits(7);
        Assert.Equal(1, window.TryAcquire(1, 0).Remaining);
    }

    [Fact]
    public void Policy_fewer_permits_than_used_refuses_until_enough_have_left()
    {
        var window = new AdaptiveWindow(Policy with { BlockBase = TimeSpan.Zero });
        Fill(window, 0);
        window.Policy = window.Policy.WithPermits(2);
        var refused = window.TryAcquire(1, 0);
        Assert.Equal((false, 0), (refused.Allowed, refused.Remaining));
        Assert.True(window.TryAcquire(1, refused.RetryAfterMs).Allowed);
    }

    [Fact]
    public void Policy_other_window_books_everything_as_just_used()
    {
        var window = new AdaptiveWindow(Policy with { BlockBase = TimeSpan.Zero });
        Fill(window, 0);
        window.Peek(30_000);
        window.Policy = window.Policy with { Window = TimeSpan.FromSeconds(10) };
        Assert.False(window.Peek(40_000).Allowed);
        Assert.True(window.Peek(40_500).Allowed);
    }

    [Fact]
    public void IsQuiet_only_when_nothing_is_remembered()
    {
        var window = new AdaptiveWindow(Policy);
        Assert.True(window.IsQuiet(0));
        Fill(window, 0);
        Assert.False(window.IsQuiet(60_999));
        Assert.True(window.IsQuiet(61_000));
        Fill(window, 100_000);
        window.TryAcquire(1, 100_000);
        Assert.False(window.IsQuiet(161_000));
        Assert.True(window.IsQuiet(220_000));
    }

    [Fact]
    public void Lease_low_rate_gives_single_permits_for_the_asking_request_only()
    {
        var window = new AdaptiveWindow(LimitPolicy.Authenticated);
        Assert.Equal((1, 0L), (window.Lease(500, 0).Permits, window.Lease(500, 0).ValidForMs));
        Assert.Equal(598, window.Peek(0).Remaining);
    }

    [Fact]
    public void Lease_high_rate_is_bounded_by_wish_share_and_what_is_left()
    {
        var policy = LimitPolicy.Authenticated.WithPermits(60_000);
        var window = new AdaptiveWindow(policy);
        Assert.Equal(100, window.Lease(100, 0).Permits);
        Assert.Equal(3_000, window.Lease(1_000_000, 0).Permits);
        window.TryAcquire(60_000 - 3_100 - 42, 0);
        Assert.Equal(42, window.Lease(1_000, 0).Permits);
        var refused = window.Lease(1_000, 0);
        Assert.Equal(0, refused.Permits);
        Assert.True(refused.Decision.RetryAfterMs > 0);
    }

    [Fact]
    public void Lease_is_valid_for_one_to_two_parts_of_the_window()
    {
        var window = new AdaptiveWindow(LimitPolicy.Authenticated.WithPermits(60_000));
        Assert.Equal(2000, window.Lease(10, 60_000).ValidForMs);
        Assert.Equal(1001, window.Lease(10, 60_999).ValidForMs);
    }

    [Fact]
    public void Constructor_impossible_policies_throw()
    {
        Assert.Throws<ArgumentException>(() => new AdaptiveWindow(Policy with { Permits = 0 }));
        Assert.Throws<ArgumentException>(() => new AdaptiveWindow(Policy with { Window = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => new AdaptiveWindow(Policy with { BlockBase = TimeSpan.FromSeconds(-1) }));
        Assert.Throws<ArgumentException>(() => new AdaptiveWindow(Policy with { BlockCap = TimeSpan.FromSeconds(1) }));
    }

    [Fact]
    public void TryAcquire_does_not_allocate()
    {
        var window = new AdaptiveWindow(Policy);
        window.TryAcquire(1, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var t = 0; t < 1000; t++)
            window.TryAcquire(1, t * 500);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Fill(AdaptiveWindow window, long at)
    {
        for (var i = 0; i < 5; i++)
            Assert.True(window.TryAcquire(1, at).Allowed);
    }

    private static int[] Blocks(AdaptiveWindow window, int count)
    {
        var at = 0L;
        return Blocks(window, count, ref at);
    }

    /// <summary>Exceeds the window again the moment each block ends, and returns the lengths of the blocks in seconds.</summary>
    private static int[] Blocks(AdaptiveWindow window, int count, ref long at)
    {
        var blocks = new int[count];
        for (var i = 0; i < count; i++)
        {
            // The first block may end a part before the window has room.
            at += window.Peek(at).RetryAfterMs;
            Fill(window, at);
            Assert.False(window.TryAcquire(1, at).Allowed);
            var end = EndOfBlock(window, at);
            blocks[i] = (int)((end - at) / 1000);
            at = end;
        }
        at += window.Peek(at).RetryAfterMs;
        return blocks;
    }

    private static long EndOfBlock(AdaptiveWindow window, long at) => window.BlockedUntilMs(at) ?? at;
}
