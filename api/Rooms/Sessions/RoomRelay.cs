using System.Collections.Concurrent;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>
/// Between the rooms' grains and the sockets of this process: a beat with each room every 10 s that renews this process's word and finds what was lost, and who came and went,
/// told in bunches.
/// </summary>
internal sealed partial class RoomRelay : BackgroundService
{
    private const long BeatEveryMs = 10_000;
    private const long RetryMs = 1_000;
    private const long QuietMs = 15_000;
    private const long LingerMs = 10_000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan GatherPresence = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentDictionary<Guid, LocalRoom> _rooms = new();
    private readonly ConcurrentDictionary<LocalRoom, long> _beats = new();
    private readonly ConcurrentDictionary<LocalRoom, long> _emptySince = new();
    private readonly ConcurrentDictionary<LocalRoom, bool> _stirred = new();
    private readonly IGrainFactory _grains;
    private readonly IRoomStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<RoomRelay> _logger;
    private readonly Guid _process;

    public RoomRelay(IGrainFactory grains, IRoomStore store, IdGenerator ids, RoomTelemetry telemetry, TimeProvider time, ILogger<RoomRelay> logger)
    {
        (_grains, _store, _time, _logger, _process) = (grains, store, time, logger, ids.NewId());
        telemetry.Observe(() => Sessions.Count, () => _rooms.Values.Count(room => room.Count > 0));
    }

    /// <summary>The sessions of this process.</summary>
    public ConcurrentDictionary<Guid, RoomSession> Sessions { get; } = new();

    internal long NowMs => _time.GetTimestamp() / (_time.TimestampFrequency / 1000);

    /// <summary>The room, with its head known; <see cref="LocalRoom.Exit"/> it when the seat is taken.</summary>
    /// <exception cref="GridException">NotFound, Unavailable, OutcomeUnknown.</exception>
    public async Task<LocalRoom> EnterAsync(Guid id)
    {
        while (true)
        {
            var room = _rooms.GetOrAdd(id, static (key, relay) => new LocalRoom(relay, key), this);
            if (!room.TryEnter())
            {
                _rooms.TryRemove(new KeyValuePair<Guid, LocalRoom>(id, room));
                continue;
            }

            try
            {
                await room.ReadyAsync();
                return room;
            }
            catch
            {
                room.Exit();
                throw;
            }
        }
    }

    internal Task<RoomHistory?> ReadAsync(RoomHistoryQuery query) => _store.ReadAsync(query, null, CancellationToken.None);

    internal void Unread(Exception exception, Guid room) => LogUnread(_logger, exception, room);

    internal Task DelayAsync(TimeSpan delay) => Task.Delay(delay, _time);

    /// <summary>Somebody came or went.</summary>
    internal void PresenceChanged(LocalRoom room) => _stirred[room] = true;

    /// <summary>Renews this process's word in a room and learns how it stands.</summary>
    internal async Task BeatAsync(LocalRoom room)
    {
        var now = NowMs;
        _beats[room] = now + BeatEveryMs;
        var grain = new RoomId(room.Id).Grain(_grains);
        room.Reference ??= _grains.CreateObjectReference<IRoomObserver>(room);
        var beat = await grain.ListenAsync(Caller.System, new RoomListener { Process = _process, Observer = room.Reference, Connections = room.Connections() });
        var isPresenceMissed = room.Beat(beat);
        if (!beat.Strangers.IsDefaultOrEmpty)
        {
            var strangers = beat.Strangers.ToHashSet();
            room.Evict(session => strangers.Contains(session.Id), isDeleted: false);
        }

        if (isPresenceMissed) room.Tell(RoomEvents.Presence(room.Id, await grain.PresenceAsync(Caller.System)));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(BeatAllAsync(stoppingToken), TellPresenceAsync(stoppingToken));

    private async Task BeatAllAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var now = NowMs;
            foreach (var room in _rooms.Values)
            {
                if (IsIdle(room, now)) End(room);
                else if (_beats.TryGetValue(room, out var due) && due <= now) _ = TryBeatAsync(room, now);
                room.TellHead(now, QuietMs);
            }
        }
    }

    private bool IsIdle(LocalRoom room, long now)
    {
        if (room.Count > 0) _emptySince.TryRemove(room, out _);
        else if (now - _emptySince.GetOrAdd(room, now) >= LingerMs) return room.TryEnd();
        return false;
    }

    private void End(LocalRoom room)
    {
        _rooms.TryRemove(new KeyValuePair<Guid, LocalRoom>(room.Id, room));
        _beats.TryRemove(room, out _);
        _emptySince.TryRemove(room, out _);
        _stirred.TryRemove(room, out _);
        _ = StopListeningAsync(room);
    }

    private async Task StopListeningAsync(LocalRoom room)
    {
        await TryAsync(room, grain => grain.StopListeningAsync(Caller.System, _process));
        if (room.Reference is { } reference) _grains.DeleteObjectReference<IRoomObserver>(reference);
    }

    private async Task TryBeatAsync(LocalRoom room, long now)
    {
        // Not again while this one is under way.
        _beats[room] = now + BeatEveryMs;
        if (!await TryAsync(room, _ => BeatAsync(room))) _beats[room] = NowMs + RetryMs;
    }

    private async Task TellPresenceAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(GatherPresence, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var (room, _) in _stirred)
            {
                if (!_stirred.TryRemove(room, out _)) continue;
                var (came, went) = room.TakePresence();
                // What does not arrive is in the next beat.
                if (came.Length + went.Length > 0) _ = TryAsync(room, grain => grain.ChangePresenceAsync(Caller.System, _process, came, went));
            }
        }
    }

    private async Task<bool> TryAsync(LocalRoom room, Func<IRoomGrain, Task> call)
    {
        try
        {
            await call(new RoomId(room.Id).Grain(_grains));
            return true;
        }
        catch (GridException gone) when (gone.Code == GridErrorCode.NotFound)
        {
            room.Evict(_ => true, isDeleted: true);
            return true;
        }
        // A grain that cannot be reached now is asked again: sockets stay, and get what they miss afterwards.
        catch (Exception exception) when (exception is GridException or TimeoutException or OrleansException or OperationCanceledException)
        {
            LogUnreachable(_logger, exception, room.Id);
            return false;
        }
    }

    [LoggerMessage(5115, LogLevel.Warning, "Messages of room {Room} cannot be read; they are tried again or named as a gap")]
    private static partial void LogUnread(ILogger logger, Exception exception, Guid room);

    [LoggerMessage(5110, LogLevel.Warning, "Room {Room} cannot be reached; trying again")]
    private static partial void LogUnreachable(ILogger logger, Exception exception, Guid room);
}
