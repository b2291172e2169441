using System.Security.Cryptography;
using AgentGrid.Bench.Processes;
using AgentGrid.Bench.Reporting;

namespace AgentGrid.Bench.Rooms;

/// <summary>What sockets cost that only stay: opened by this process, in their rooms, pings answered.</summary>
internal static class IdleSockets
{
    // Longer than a ping, a beat and a presence update.
    private const long HeldFor = 25_000_000_000;
    private const int Batch = 500;

    /// <summary>Adds a row with resident memory before and with the sockets.</summary>
    internal static void Measure(ReportTable table, RoomPeer peer, int sockets, Func<ProcessUsage> usage)
    {
        var seats = Enumerable.Range(0, sockets).Select(number => peer.Seats[number % peer.Seats.Count]).ToArray();
        // The code that opens sockets is loaded and compiled before it counts.
        using (var first = new RoomLoad(Plan(peer, [.. seats.Take(Batch)]))) first.Open();
        var before = usage();
        using var load = new RoomLoad(Plan(peer, seats));
        load.Open();
        var opened = usage();
        load.Idle(HeldFor);
        var after = usage();
        table.Add(peer.Name, sockets, before.OwnMegabytes, opened.OwnMegabytes, after.OwnMegabytes, after.OwnMegabytes - before.OwnMegabytes, (after.OwnMegabytes - before.OwnMegabytes) * 1024 / sockets);
        Console.WriteLine($"{peer.Name}: {sockets} idle sockets, {after.OwnMegabytes - before.OwnMegabytes:N0} MB more than {before.OwnMegabytes:N0} MB");
    }

    private static RoomLoadPlan Plan(RoomPeer peer, IReadOnlyList<RoomSeat> seats) =>
        new() { Port = peer.Port, Door = peer.Door, Seats = seats, Rate = 1, Run = RandomNumberGenerator.GetHexString(8) };
}
