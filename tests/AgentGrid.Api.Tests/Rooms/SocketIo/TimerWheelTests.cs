using AgentGrid.Api.Rooms.SocketIo;
using AgentGrid.Testing;

namespace AgentGrid.Api.Tests.Rooms.SocketIo;

public sealed class TimerWheelTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Entry_falls_due_once_and_at_most_a_tick_late()
    {
        using var wheel = new TimerWheel(_time, TimeSpan.FromMilliseconds(100));
        var random = new Random(7);
        var entries = Enumerable.Range(0, 500).Select(_ => new Entry(random.Next(0, 200_000))).ToArray();
        foreach (var entry in entries) wheel.Set(entry, entry.Wanted);
        _time.Advance(TimeSpan.FromSeconds(201));
        Assert.All(entries, entry => Assert.InRange(Assert.Single(entry.Fired) - entry.Wanted, 0, 200));
    }

    [Fact]
    public void Entry_can_be_moved_taken_off_and_set_again_when_it_falls_due()
    {
        using var wheel = new TimerWheel(_time, TimeSpan.FromMilliseconds(100));
        Entry[] entries = [new(0), new(0), new(0), new(0)];
        foreach (var entry in entries) wheel.Set(entry, 1000);
        wheel.Set(entries[1], 3000);
        wheel.Remove(entries[2]);
        wheel.Remove(entries[2]);
        entries[3].Again = now => wheel.Set(entries[3], now + 1000);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([[1000], [3000], [], [1000, 2000, 3000, 4000, 5000]], entries.Select(entry => entry.Fired));
    }

    [Fact]
    public void Property_of_random_schedules_every_entry_falls_due_when_it_was_last_set()
    {
        using var wheel = new TimerWheel(_time, TimeSpan.FromMilliseconds(10));
        var random = new Random(11);
        var entries = Enumerable.Range(0, 50).Select(_ => new Entry(0)).ToArray();
        var due = new Dictionary<Entry, long>();
        foreach (var entry in entries) entry.Again = now => Assert.InRange(now - due[entry], 0, 20);
        for (var step = 0; step < 20_000; step++)
        {
            var entry = entries[random.Next(entries.Length)];
            if (random.Next(4) > 0) wheel.Set(entry, due[entry] = wheel.Now + random.Next(8000));
            else wheel.Remove(entry);
            _time.Advance(TimeSpan.FromMilliseconds(random.Next(15)));
        }

        Assert.True(entries.Sum(entry => entry.Fired.Count) > 100);
    }

    private sealed class Entry(long wanted) : WheelEntry
    {
        public long Wanted => wanted;

        public List<long> Fired { get; } = [];

        public Action<long>? Again { get; set; }

        internal override void OnDue(long now)
        {
            Fired.Add(now);
            Again?.Invoke(now);
        }
    }
}
