using System.Diagnostics;
using System.Text.Json;
using AgentGrid.Api.Hosting;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Rooms.Sessions;

/// <content>What a socket asks for. Every event is answered, also when it is refused.</content>
internal sealed partial class RoomSession
{
    private const long TypingEveryMs = 1_000;
    private readonly RoomEventBudget _budget;

    /// <summary>Events that the socket may send now.</summary>
    public int Remaining => _budget.Remaining;

    /// <summary>
    /// Whether an event may be handled. One that may not has its answer at once; who goes on all the same is closed.
    /// </summary>
    public bool Admits(out byte[] refusal)
    {
        var decision = _budget.TryTake(out var isAbuse);
        refusal = decision.Allowed ? [] : RoomAnswers.Limited(decision);
        if (isAbuse) Connection.Close(RoomCloseReason.Abuse);
        return decision.Allowed;
    }

    /// <summary>Handles an event.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="arguments">Its arguments; read before this first waits.</param>
    /// <returns>The answer; to be handed to <see cref="Begin"/> when it is sent.</returns>
    public async Task<RoomAnswer> HandleAsync(string name, JsonElement arguments)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            switch (name)
            {
                case "message:send": return new RoomAnswer(RoomAnswers.Sent(await SendAsync(new RoomArguments(arguments)), _budget.Remaining));
                case "room:join": return await JoinAsync(new RoomArguments(arguments));
                case "room:sync": return await SyncAsync(new RoomArguments(arguments));
                case "room:leave": return Leave(new RoomArguments(arguments));
                case "typing": return await TypeAsync(new RoomArguments(arguments));
                case "auth": return await RenewAsync(new RoomArguments(arguments));
                case "subscribe": return Subscribe(new RoomArguments(arguments));
                case "unsubscribe": return Unsubscribe(new RoomArguments(arguments));
                default:
                    name = "other";
                    throw new GridException(GridErrorCode.BadRequest, "There is no such event.");
            }
        }
        // The one broad catch of a socket's events: whatever was not foreseen becomes an answer without details, and a log entry with them.
        catch (Exception exception)
        {
            var refusal = Faults.ToRefusal(exception);
            if (refusal.Code == GridErrorCode.Internal) _door.LogFailed(exception, name);
            return new RoomAnswer(RoomAnswers.Refused(refusal, _budget.Remaining));
        }
        finally
        {
            _door.Telemetry.Answered(name, began);
        }
    }

    /// <summary>To be called when an answer was sent: what it announces follows it.</summary>
    public void Begin(RoomAnswer answer)
    {
        if (answer.Join is { } join) Start(join);
    }

    // A new token of the same subject, before the old one ends: the socket stays. One that is refused changes nothing.
    private async Task<RoomAnswer> RenewAsync(RoomArguments arguments)
    {
        var known = arguments.Text("token") is { } token ? await _door.Entry.FindAsync(token, CancellationToken.None) : null;
        if (known is null || known.Caller.Subject != Caller.Subject || known.Caller.Kind != Caller.Kind) throw RoomEntry.Unauthenticated();
        RoomEntry.Demand(known);
        Volatile.Write(ref _known, known);
        _door.Sessions.Renewed(this);
        return new RoomAnswer(RoomAnswers.Renewed(EndsAt, _budget.Remaining));
    }

    private async Task<RoomReceipt> SendAsync(RoomArguments arguments)
    {
        var room = arguments.Room();
        var receipt = await room.Grain(_door.Grains).PostAsync(Caller, new RoomPost
        {
            Body = arguments.Text("body") ?? "",
            ContentType = arguments.Text("contentType") ?? RoomRules.DefaultContentType,
            ReplyTo = arguments.Id("replyTo"),
            Metadata = arguments.Raw("metadata"),
            ClientMessageId = arguments.Text("clientMessageId"),
        });
        _door.Telemetry.Posted(room, receipt);
        return receipt;
    }

    private async Task<RoomAnswer> JoinAsync(RoomArguments arguments)
    {
        var room = arguments.Room();
        var cursor = arguments.Cursor("cursor");
        await room.Grain(_door.Grains).JoinAsync(Caller);
        return Joined(await SitAsync(room.Value, cursor));
    }

    private async Task<RoomAnswer> SyncAsync(RoomArguments arguments)
    {
        var room = arguments.Room();
        var cursor = arguments.Cursor("after") ?? throw GridException.Invalid("after", "Must be a seq, or an object with epoch and seq.");
        if (Seat(room.Value) is null) throw GridException.NotFound("room");
        return Joined(await SitAsync(room.Value, cursor));
    }

    private RoomAnswer Joined(RoomJoin join) => new(RoomAnswers.Joined(join, _budget.Remaining), join);

    private RoomAnswer Done() => new(RoomAnswers.Done(_budget.Remaining));

    private RoomAnswer Leave(RoomArguments arguments)
    {
        var room = arguments.Room().Value;
        RoomSeat? seat;
        lock (_gate) _seats.Remove(room, out seat);
        seat?.Room.Leave(seat);
        return Done();
    }

    private async Task<RoomAnswer> TypeAsync(RoomArguments arguments)
    {
        var seat = Seat(arguments.Room().Value) ?? throw GridException.NotFound("room");
        var now = _door.Relay.NowMs;
        if (now - seat.TypedMs >= TypingEveryMs)
        {
            seat.TypedMs = now;
            await new RoomId(seat.Room.Id).Grain(_door.Grains).TypingAsync(Caller);
        }

        return Done();
    }

    private RoomAnswer Subscribe(RoomArguments arguments)
    {
        var channel = arguments.Text("channel") ?? "";
        _door.Channels.Subscribe(this, Caller, channel);
        bool isTooLate;
        lock (_gate)
        {
            _channels.Add(channel);
            isTooLate = _isClosed;
        }

        if (isTooLate) _door.Channels.Unsubscribe(this, channel);
        return Done();
    }

    private RoomAnswer Unsubscribe(RoomArguments arguments)
    {
        var channel = arguments.Text("channel") ?? "";
        lock (_gate) _channels.Remove(channel);
        _door.Channels.Unsubscribe(this, channel);
        return Done();
    }
}
