using AgentGrid.Domain.Rooms;

namespace AgentGrid.Domain.Tests.Rooms;

public sealed class RoomPresenceTests
{
    private static readonly Guid Anna = Id(1), Ben = Id(2), First = Id(101), Second = Id(102);
    private static readonly long Lease = (long)RoomPresence.Lease.TotalMilliseconds;
    private readonly RoomPresence _presence = new();

    [Fact]
    public void Member_is_online_from_the_first_connection_to_the_last()
    {
        _presence.Change(First, [(Id(11), Anna)], [], 0);
        _presence.Change(Second, [(Id(12), Anna)], [], 0);
        Assert.Equal([Anna], _presence.Take()!.Joined);
        _presence.Change(First, [], [Id(11)], 1);
        Assert.Null(_presence.Take());
        _presence.Change(Second, [], [Id(12)], 2);
        var change = _presence.Take()!;
        Assert.Equal((2L, 0), (change.Version, change.Count));
        Assert.Equal([Anna], change.Left);
    }

    [Fact]
    public void Changes_that_undo_each_other_are_none()
    {
        _presence.Change(First, [(Id(11), Anna)], [], 0);
        _presence.Change(First, [], [Id(11)], 1);
        Assert.False(_presence.IsChanged);
        Assert.Null(_presence.Take());
        Assert.Equal(0, _presence.Version);
    }

    [Fact]
    public void Process_that_falls_silent_takes_its_connections_along()
    {
        _presence.Renew(First, [(Id(11), Anna)], 0);
        _presence.Renew(Second, [(Id(12), Ben)], 10);
        _presence.Take();
        _presence.Expire(Lease - 1);
        Assert.Equal(2, _presence.Count);
        _presence.Expire(Lease);
        Assert.Equal([Anna], _presence.Take()!.Left);
        Assert.Equal([Ben], _presence.Online);
    }

    [Fact]
    public void Renewal_replaces_what_the_process_said_before()
    {
        _presence.Change(First, [(Id(11), Anna)], [], 0);
        _presence.Take();
        _presence.Renew(First, [(Id(12), Ben)], 1);
        var change = _presence.Take()!;
        Assert.Equal((Anna, Ben), (Assert.Single(change.Left), Assert.Single(change.Joined)));
        _presence.Renew(First, [(Id(12), Ben)], 2);
        Assert.Null(_presence.Take());
    }

    [Fact]
    public void Told_changes_always_add_up_to_who_is_online() =>
        Given.ForAll(Given.Numbers(0, 999, 1, 300), script =>
        {
            var presence = new RoomPresence();
            var processes = new Dictionary<int, (Dictionary<int, int> Connections, long Until)>();
            var told = new HashSet<Guid>();
            long now = 0;
            foreach (var step in script)
            {
                now += step % 7 * 1000;
                presence.Expire(now);
                foreach (var (id, _) in processes.Where(process => process.Value.Until <= now).ToArray()) processes.Remove(id);
                int process = step % 3, connection = (process * 10) + (step / 3 % 4), member = connection % 5;
                switch (step / 100)
                {
                    case <= 3:
                        presence.Change(Id(100 + process), [(Id(connection), Id(1000 + member))], [], now);
                        if (!processes.ContainsKey(process)) processes[process] = ([], now + Lease);
                        processes[process].Connections.TryAdd(connection, member);
                        break;
                    case <= 6:
                        presence.Change(Id(100 + process), [], [Id(connection)], now);
                        if (!processes.ContainsKey(process)) processes[process] = ([], now + Lease);
                        processes[process].Connections.Remove(connection);
                        break;
                    default:
                        presence.Renew(Id(100 + process), [(Id(connection), Id(1000 + member))], now);
                        processes[process] = (new() { [connection] = member }, now + Lease);
                        break;
                }

                var expected = processes.Values.SelectMany(p => p.Connections.Values).Select(m => Id(1000 + m)).ToHashSet();
                Assert.Equal(expected.Order(), presence.Online.Order());
                if (step % 4 != 0 || presence.Take() is not { } change) continue;
                told.ExceptWith(change.Left);
                told.UnionWith(change.Joined);
                Assert.Equal(expected.Order(), told.Order());
            }
        });

    private static Guid Id(int number) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
