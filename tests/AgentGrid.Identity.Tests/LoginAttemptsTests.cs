using AgentGrid.Domain.Identity;

namespace AgentGrid.Identity.Tests;

public sealed class LoginAttemptsTests
{
    private static readonly LoginDelayOptions Options = new() { MaxDevices = 3 };
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Wait_doubles_from_the_fourth_failure_on_up_to_five_minutes()
    {
        var (attempts, waits) = (LoginAttempts.None, new List<double>());
        for (var i = 0; i < 14; i++)
        {
            attempts = attempts.Failed(null, Start, Options);
            waits.Add(attempts.Wait(null, Start, Options).TotalSeconds);
        }

        Assert.Equal([0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300], waits);
    }

    [Fact]
    public void Wait_runs_out_and_failures_are_forgotten_after_an_hour()
    {
        var attempts = Fail(LoginAttempts.None, null, 8);
        Assert.Equal(TimeSpan.FromSeconds(6), attempts.Wait(null, Start.AddSeconds(10), Options));
        Assert.Equal(TimeSpan.Zero, attempts.Wait(null, Start.AddSeconds(16), Options));
        Assert.Equal(9, attempts.Failed(null, Start.AddMinutes(59), Options).Strangers.Failures);
        Assert.Equal(1, attempts.Failed(null, Start.AddMinutes(60), Options).Strangers.Failures);
    }

    [Fact]
    public void Wait_after_the_clock_was_set_back_is_no_longer_than_the_delay() =>
        Assert.Equal(TimeSpan.FromSeconds(16), Fail(LoginAttempts.None, null, 8).Wait(null, Start.AddDays(-1), Options));

    [Fact]
    public void Wait_after_countless_failures_is_the_longest()
    {
        var attempts = LoginAttempts.None with { Strangers = new LoginDelay(int.MaxValue, Start) };
        Assert.Equal(Options.Longest, attempts.Failed(null, Start, Options).Wait(null, Start, Options));
    }

    [Fact]
    public void Known_device_is_exempt_from_what_strangers_do_and_answers_for_itself()
    {
        var attempts = LoginAttempts.None.Succeeded("laptop", Start, Options);
        attempts = Fail(attempts, null, 50);
        attempts = Fail(attempts, "made-up", 50);
        Assert.Equal(TimeSpan.Zero, attempts.Wait("laptop", Start, Options));
        Assert.Equal(TimeSpan.FromMinutes(5), attempts.Wait("made-up", Start, Options));
        attempts = Fail(attempts, "laptop", 5);
        Assert.Equal(TimeSpan.FromSeconds(2), attempts.Wait("laptop", Start, Options));
        Assert.Equal(TimeSpan.Zero, attempts.Succeeded("laptop", Start, Options).Wait("laptop", Start, Options));
    }

    [Fact]
    public void Succeeded_does_not_forgive_strangers() =>
        Assert.Equal(TimeSpan.FromMinutes(5), Fail(LoginAttempts.None, null, 50).Succeeded("laptop", Start, Options).Wait(null, Start, Options));

    [Fact]
    public void Succeeded_beyond_the_bound_forgets_the_device_seen_longest_ago()
    {
        var attempts = LoginAttempts.None;
        foreach (var (device, minute) in new[] { ("a", 0), ("b", 1), ("c", 2), ("a", 3), ("d", 4) }) attempts = attempts.Succeeded(device, Start.AddMinutes(minute), Options);
        Assert.Equal(["a", "c", "d"], attempts.Devices.Select(device => device.Id).Order());
    }

    [Fact]
    public void Forget_makes_a_device_a_stranger()
    {
        var attempts = Fail(LoginAttempts.None.Succeeded("laptop", Start, Options), null, 50).Forget("laptop");
        Assert.Equal(TimeSpan.FromMinutes(5), attempts.Wait("laptop", Start, Options));
    }

    [Fact]
    public void No_one_keeps_a_known_device_waiting_over_any_history() => Given.AnyScript(999, 1, 200, script =>
    {
        var (attempts, now) = (LoginAttempts.None.Succeeded("laptop", Start, Options), Start);
        foreach (var number in script)
        {
            now += TimeSpan.FromSeconds(number / 4);
            attempts = attempts.Failed((number % 4) switch { 0 => null, 1 => "stolen", 2 => "", _ => "LAPTOP" }, now, Options);
            Assert.Equal(TimeSpan.Zero, attempts.Wait("laptop", now, Options));
        }
    });

    [Fact]
    public void Strangers_wait_within_bounds_and_never_less_after_one_more_failure() => Given.AnyScript(4000, 1, 100, script =>
    {
        var (delay, now) = (LoginDelay.None, Start);
        foreach (var seconds in script)
        {
            now += TimeSpan.FromSeconds(seconds);
            var failed = delay.Failed(now, Options);
            Assert.InRange(failed.Wait(now, Options), delay.Wait(now, Options), Options.Longest);
            Assert.Equal(TimeSpan.Zero, failed.Wait(now + Options.Longest, Options));
            delay = failed;
        }
    });

    // The fastest guesser: tries as soon as he may, or rests until all is forgotten.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Guesses_of_a_stranger_in_a_day_are_few(bool rests)
    {
        var (delay, now, guesses) = (LoginDelay.None, Start, 0);
        while (now < Start.AddDays(1))
        {
            var wait = delay.Wait(now, Options);
            now += rests && wait > TimeSpan.FromMinutes(1) ? Options.ForgetAfter : wait;
            delay = delay.Failed(now, Options);
            guesses++;
        }

        Assert.InRange(guesses, 1, 300);
    }

    private static LoginAttempts Fail(LoginAttempts attempts, string? device, int times)
    {
        for (var i = 0; i < times; i++) attempts = attempts.Failed(device, Start, Options);
        return attempts;
    }
}
