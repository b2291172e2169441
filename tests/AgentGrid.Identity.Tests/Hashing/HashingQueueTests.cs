using AgentGrid.Domain.Identity.Hashing;
using AgentGrid.Testing;

namespace AgentGrid.Identity.Tests.Hashing;

public sealed class HashingQueueTests : IDisposable
{
    private static readonly HashingQueueOptions One = new() { Threads = 1, MaxWaitingPasswords = 2, MaxWaitingTokens = 2 };

    private readonly FakeTimeProvider _time = new();
    private readonly ManualResetEventSlim _open = new();

    public void Dispose() => _open.Dispose();

    [Fact]
    public async Task RunAsync_gives_the_result_from_a_thread_of_its_own()
    {
        using var queue = new HashingQueue(One, _time);
        var thread = await queue.RunAsync(HashingKind.Password, () => (Thread.CurrentThread.IsThreadPoolThread, Thread.CurrentThread.Name), Cancellation);
        Assert.Equal((false, "hashing 0"), thread);
        Assert.Equal(0, queue.Running);
    }

    [Fact]
    public async Task RunAsync_runs_with_less_than_normal_priority_on_Linux()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Niceness is Linux's; elsewhere the thread has BelowNormal priority.");
        using var queue = new HashingQueue(One, _time);
        // Field 19 of stat is the niceness (proc(5)); the name in parentheses has a space.
        var hashing = await queue.RunAsync(HashingKind.Password, () => File.ReadAllText("/proc/thread-self/stat"), Cancellation);
        Assert.InRange(Niceness(hashing), ThreadNiceness.Lowered, 19);
    }

    [Fact]
    public async Task RunAsync_hands_errors_to_the_caller_and_goes_on()
    {
        using var queue = new HashingQueue(One, _time);
        await Assert.ThrowsAsync<InvalidOperationException>(() => queue.RunAsync<int>(HashingKind.Token, () => throw new InvalidOperationException(), Cancellation));
        Assert.Equal(7, await queue.RunAsync(HashingKind.Token, () => 7, Cancellation));
    }

    [Fact]
    public async Task RunAsync_into_a_full_line_is_refused_and_the_other_line_is_not()
    {
        using var queue = new HashingQueue(One, _time);
        var running = await BlockAsync(queue);
        var waiting = new[] { queue.RunAsync(HashingKind.Password, () => 1, Cancellation), queue.RunAsync(HashingKind.Password, () => 2, Cancellation) };
        var refusal = await Assert.ThrowsAsync<HashingQueueFullException>(() => queue.RunAsync(HashingKind.Password, () => 3, Cancellation));
        Assert.Equal(TimeSpan.FromSeconds(1), refusal.RetryAfter);
        var token = queue.RunAsync(HashingKind.Token, () => 4, Cancellation);
        Assert.Equal((1, 2, 1), (queue.Running, queue.Waiting(HashingKind.Password), queue.Waiting(HashingKind.Token)));

        _open.Set();
        Assert.Equal((int[])[0, 1, 2, 4], await Task.WhenAll([running, .. waiting, token]));
        Assert.Equal((0, 0), (queue.Running, queue.Waiting(HashingKind.Password)));
    }

    [Fact]
    public async Task RunAsync_serves_both_lines_in_turn()
    {
        using var queue = new HashingQueue(new HashingQueueOptions { Threads = 1 }, _time);
        var order = new List<string>();
        var running = await BlockAsync(queue);
        var all = Enumerable.Range(0, 4).Select(i => queue.RunAsync(HashingKind.Password, () => Note($"p{i}"), Cancellation)).ToList();
        all.AddRange(Enumerable.Range(0, 2).Select(i => queue.RunAsync(HashingKind.Token, () => Note($"t{i}"), Cancellation)));
        _open.Set();
        await Task.WhenAll([running, .. all]);
        Assert.Equal(["t0", "p0", "t1", "p1", "p2", "p3"], order);

        int Note(string what)
        {
            order.Add(what);
            return 0;
        }
    }

    [Fact]
    public async Task RunAsync_cancelled_while_waiting_gives_its_place_free()
    {
        using var queue = new HashingQueue(One, _time);
        var running = await BlockAsync(queue);
        using var leaving = new CancellationTokenSource();
        var left = queue.RunAsync(HashingKind.Password, () => 1, leaving.Token);
        var stays = queue.RunAsync(HashingKind.Password, () => 2, Cancellation);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        var next = queue.RunAsync(HashingKind.Password, () => 3, Cancellation);
        _open.Set();
        Assert.Equal((int[])[0, 2, 3], await Task.WhenAll(running, stays, next));
    }

    [Fact]
    public async Task RunAsync_cancelled_while_running_gives_the_result()
    {
        using var queue = new HashingQueue(One, _time);
        using var leaving = new CancellationTokenSource();
        var running = await BlockAsync(queue, leaving.Token);
        await leaving.CancelAsync();
        _open.Set();
        Assert.Equal(0, await running);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.RunAsync(HashingKind.Password, () => 1, leaving.Token));
    }

    [Fact]
    public async Task RetryAfter_grows_with_the_time_of_a_hash()
    {
        using var queue = new HashingQueue(One, _time);
        for (var i = 0; i < 50; i++)
        {
            await queue.RunAsync(HashingKind.Token, Slow, Cancellation);
        }

        var running = await BlockAsync(queue);
        var waiting = new[] { queue.RunAsync(HashingKind.Password, () => 1, Cancellation), queue.RunAsync(HashingKind.Password, () => 2, Cancellation) };
        var refusal = await Assert.ThrowsAsync<HashingQueueFullException>(() => queue.RunAsync(HashingKind.Password, () => 3, Cancellation));
        Assert.Equal(TimeSpan.FromSeconds(12), refusal.RetryAfter);
        _open.Set();
        await Task.WhenAll([running, .. waiting]);

        int Slow()
        {
            _time.Advance(TimeSpan.FromSeconds(4));
            return 0;
        }
    }

    [Fact]
    public async Task RetryAfter_of_a_line_does_not_grow_with_a_longer_one_beside_it()
    {
        using var queue = new HashingQueue(One with { MaxWaitingTokens = 1000 }, _time);
        for (var i = 0; i < 50; i++) await queue.RunAsync(HashingKind.Token, Slow, Cancellation);
        var running = await BlockAsync(queue);
        var tokens = Enumerable.Range(0, 1000).Select(i => queue.RunAsync(HashingKind.Token, () => i, Cancellation)).ToArray();
        await Assert.ThrowsAsync<HashingQueueFullException>(() => queue.RunAsync(HashingKind.Token, () => 0, Cancellation));
        var passwords = new[] { queue.RunAsync(HashingKind.Password, () => 1, Cancellation), queue.RunAsync(HashingKind.Password, () => 2, Cancellation) };
        var refusal = await Assert.ThrowsAsync<HashingQueueFullException>(() => queue.RunAsync(HashingKind.Password, () => 3, Cancellation));
        Assert.Equal(TimeSpan.FromSeconds(20), refusal.RetryAfter);
        _open.Set();
        await Task.WhenAll([running, .. tokens, .. passwords]);
        Assert.Equal(50 + 1000, queue.Begun(HashingKind.Token));

        int Slow()
        {
            _time.Advance(TimeSpan.FromSeconds(4));
            return 0;
        }
    }

    [Fact]
    public async Task RunAsync_from_many_threads_never_runs_more_than_allowed()
    {
        using var queue = new HashingQueue(new HashingQueueOptions { Threads = 3, MaxWaitingPasswords = 1000 }, _time);
        var (now, most) = (0, 0);
        var gate = new Lock();
        int Work(int i)
        {
            lock (gate) most = Math.Max(most, ++now);
            Thread.Yield();
            lock (gate) now--;
            return i;
        }

        var results = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() => queue.RunAsync((HashingKind)(i % 2), () => Work(i), Cancellation))));
        Assert.Equal(Enumerable.Range(0, 500), results);
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task Dispose_refuses_what_waits_and_finishes_what_runs()
    {
        var queue = new HashingQueue(One, _time);
        var running = await BlockAsync(queue);
        var waiting = queue.RunAsync(HashingKind.Token, () => 1, Cancellation);
        queue.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => queue.RunAsync(HashingKind.Token, () => 1, Cancellation));
        _open.Set();
        Assert.Equal(0, await running);
        queue.Dispose();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(65, 1)]
    [InlineData(1, 0)]
    public void Options_out_of_bounds_are_refused(int threads, int waiting) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new HashingQueue(new HashingQueueOptions { Threads = threads, MaxWaitingPasswords = waiting }, _time));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static int Niceness(string stat) => int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture);

    // Keeps the only thread busy until the test opens it.
    private async Task<Task<int>> BlockAsync(HashingQueue queue, CancellationToken? cancellation = null)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = queue.RunAsync(
            HashingKind.Password,
            () =>
            {
                started.SetResult();
                _open.Wait();
                return 0;
            },
            cancellation ?? Cancellation);
        await started.Task;
        return running;
    }
}
