using System.Diagnostics;

namespace AgentGrid.Bench.RoomFaults;

/// <summary>Members of rooms talk while the grid, its database and their sockets are hurt; then everybody is asked what there is.</summary>
internal sealed class FaultRun
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(60);
    private readonly FaultPlan _plan;
    private readonly FaultGrid _grid;
    private readonly Action<string> _say;
    private readonly List<FaultMember> _members = [];
    private readonly List<(FaultKind Kind, int Connections, double Seconds)> _injected = [];
    private long _acknowledged;

    private FaultRun(FaultPlan plan, FaultGrid grid, Action<string> say) => (_plan, _grid, _say) = (plan, grid, say);

    private bool IsMoreWanted => Volatile.Read(ref _acknowledged) < _plan.Messages || _injected.Count < _plan.Faults.Count;

    /// <summary>Runs it.</summary>
    /// <param name="plan">What is done.</param>
    /// <param name="program">The built <c>AgentGrid.Api.dll</c>.</param>
    /// <param name="home">An empty folder that the database's user can enter.</param>
    /// <param name="say">Is told how it goes.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="OperationCanceledException">It took longer than planned, or was cancelled.</exception>
    internal static async Task<FaultOutcome> RunAsync(FaultPlan plan, string program, string home, Action<string> say, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(plan.Longest);
        await using var grid = await FaultGrid.StartAsync(program, home, bound.Token);
        return await new FaultRun(plan, grid, say).RunAsync(bound.Token);
    }

    private async Task<FaultOutcome> RunAsync(CancellationToken cancellation)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] reading = [];
        try
        {
            await PrepareAsync(cancellation);
            reading = [.. _members.Select(member => Task.Run(() => member.ReadAsync(leave.Token), CancellationToken.None))];
            await Task.WhenAll(_members.Select(member => member.ReadyAsync().WaitAsync(cancellation)));
            _say($"{_members.Count} members are connected");

            var watch = Stopwatch.StartNew();
            var injecting = InjectAsync(cancellation);
            var posting = Task.WhenAll(_members.Select(member => Task.Run(() => member.PostAsync(() => IsMoreWanted, () => Interlocked.Increment(ref _acknowledged), cancellation), cancellation)));
            // Whichever fails ends the run.
            await await Task.WhenAny([posting, injecting, .. reading]);
            await Task.WhenAll(posting, injecting);
            var time = watch.Elapsed;
            _grid.ThrowIfApiEnded();

            var stored = await StoredRooms.ReadAsync(_grid.DatabaseUrl, cancellation);
            await SettleAsync(stored, cancellation);
            var histories = await HistoriesAsync(stored, cancellation);
            await leave.CancelAsync();
            await Task.WhenAll(reading);
            return Conclude(stored, histories, time);
        }
        catch (OperationCanceledException)
        {
            foreach (var member in _members) _say($"member {member.Number} was at {member.Last}, its last socket ended with: {member.LastEnd}; {string.Join("; ", member.Complaints)}");
            throw;
        }
        finally
        {
            await leave.CancelAsync();
            await Task.WhenAll(reading);
            foreach (var member in _members) member.Dispose();
        }
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        using var setup = new RoomSetup(_grid.Proxy.Address, _grid.Token);
        await setup.LiftOwnLimitAsync(cancellation);
        for (var room = 0; room < _plan.Rooms; room++)
        {
            var id = await setup.MakeRoomAsync($"room-{room}", cancellation);
            for (var i = 0; i < _plan.MembersPerRoom; i++)
            {
                var number = _members.Count;
                _members.Add(new FaultMember(_grid.Proxy.Address, id, number, await setup.MakeMemberAsync($"member-{number}", id, cancellation)));
            }
        }
    }

    private async Task InjectAsync(CancellationToken cancellation)
    {
        var random = new Random(_plan.Seed);
        for (var turn = 0; IsMoreWanted; turn++)
        {
            await Task.Delay(_plan.Pause, TimeProvider.System, cancellation);
            var kind = _plan.Faults[turn % _plan.Faults.Count];
            var began = Stopwatch.GetTimestamp();
            var connections = await _grid.InjectAsync(kind, random, cancellation);
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            _injected.Add((kind, connections, seconds));
            _say($"{Volatile.Read(ref _acknowledged)} acknowledged; {kind}{(connections > 0 ? $" of {connections} connections" : $", serves again after {seconds:0.0} s")}");
        }
    }

    // Everybody has what there is, or does not get it any more.
    private async Task SettleAsync(StoredRooms stored, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        while (_members.Any(member => member.Last < stored[member.Room].Count) && Stopwatch.GetElapsedTime(began) < Settle)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
        _say($"everybody has everything after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    private async Task<FaultTally> HistoriesAsync(StoredRooms stored, CancellationToken cancellation)
    {
        var tally = new FaultTally("history (REST)");
        foreach (var room in _members.GroupBy(member => member.Room)) tally.AddReading(await room.First().HistoryAsync(cancellation), stored[room.Key]);
        return tally;
    }

    private FaultOutcome Conclude(StoredRooms stored, FaultTally histories, TimeSpan time)
    {
        var senders = new FaultTally("senders (acknowledgements)");
        var receivers = new FaultTally("receivers (sockets)");
        foreach (var member in _members)
        {
            senders.AddAcknowledged(member.Acknowledged, stored[member.Room], (message, number) => stored.IsOf(message, member.Id, member.ClientMessageId(number)));
            receivers.AddReading(member.Seen, stored[member.Room]);
            receivers.Holes += member.Counts.Jumps;
        }

        // Nobody gives up, so there is exactly what was acknowledged.
        stored.Tally.Lost = Math.Max(0, senders.Messages - stored.Tally.Messages);
        stored.Tally.Duplicated += Math.Max(0, stored.Tally.Messages - senders.Messages);
        var counts = _members.Select(member => member.Counts).ToArray();
        return new FaultOutcome
        {
            Witnesses = [stored.Tally, histories, receivers, senders],
            Injected = [.. _injected.GroupBy(one => one.Kind).Select(kind => (kind.Key, kind.Count(), kind.Sum(one => one.Connections), kind.Average(one => one.Seconds)))],
            Lived =
            [
                ("messages sent to sockets", counts.Sum(count => count.Received)),
                ("of these again, after resuming", counts.Sum(count => count.Repeats)),
                ("gaps announced", counts.Sum(count => count.Gaps)),
                ("messages fetched by REST because of a gap", counts.Sum(count => count.Fetched)),
                ("losses found by a repeated head", counts.Sum(count => count.Syncs)),
                ("sockets that ended or could not be opened", counts.Sum(count => count.Reconnects)),
                ("posts repeated under their id", counts.Sum(count => count.Retries)),
                ("posts answered as duplicate", counts.Sum(count => count.Duplicates)),
                .. _members.SelectMany(member => member.Refusals).GroupBy(refusal => refusal.Key).Select(code => ($"posts refused: {code.Key}", (long)code.Sum(refusal => refusal.Value))),
            ],
            Complaints = [.. stored.Findings, .. _members.SelectMany(member => member.Complaints)],
            Messages = senders.Messages,
            Time = time,
        };
    }
}
