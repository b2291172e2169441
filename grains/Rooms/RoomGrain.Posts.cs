using System.Runtime.InteropServices;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Rooms;
using AgentGrid.Domain.Rooms;
using AgentGrid.Domain.Settings;
using AgentGrid.Grains.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentGrid.Grains.Rooms;

/// <content>
/// Posts. Those that arrive while a batch is being written form the next batch, so that a busy room commits seldom; one batch is written at a time, so that places are given
/// in order and none is left out.
/// </content>
internal sealed partial class RoomGrain
{
    private const int MostInBatch = 500;
    private const int MostCharactersInBatch = 2 * 1024 * 1024;
    private const int MostWaiting = 10_000;
    private const int MostCharactersWaiting = 32 * 1024 * 1024;
    private readonly Queue<PendingPost> _pending = new();
    private long _waiting;
    private bool _isWriting;

    public async Task<RoomReceipt> PostAsync(Caller caller, RoomPost post)
    {
        var sender = Member(caller);
        var draft = RoomMapping.Draft(post);
        var errors = RoomRules.Validate(draft);
        if (errors.Count > 0) throw GridException.Invalid(errors);
        if (_pending.Count >= MostWaiting || _waiting >= MostCharactersWaiting)
            throw new GridException(GridErrorCode.Unavailable, "The room has more to write than it can; try again shortly.") { RetryAfterMs = 1000 };

        var pending = new PendingPost(sender.MemberId, draft, ids.NewId());
        _pending.Enqueue(pending);
        _waiting += pending.Characters;
        // Not awaited: it goes on for those who come later. Every one of them holds a request of this activation open, so it cannot end meanwhile.
        if (!_isWriting) _ = WriteAllAsync();
        return await pending.Done.Task;
    }

    private async Task WriteAllAsync()
    {
        _isWriting = true;
        try
        {
            while (_pending.Count > 0)
            {
                var batch = Take();
                try
                {
                    await CheckRepliesAsync(batch);
                    await WriteAsync(batch);
                }
                catch (DatabaseUnavailableException away)
                {
                    await FailAsync(batch, GrainFaults.Of(away));
                }
                // Whatever it was, those who wait must hear of it, and the room goes on.
                catch (Exception exception)
                {
                    LogWriteFailed(logger, exception, Id);
                    await FailAsync(batch, new GridException(GridErrorCode.Internal, "Something went wrong inside the grid; the log has the details."));
                }
            }
        }
        finally
        {
            _isWriting = false;
        }
    }

    private List<PendingPost> Take()
    {
        var batch = new List<PendingPost>(Math.Min(_pending.Count, MostInBatch));
        var characters = 0;
        while (batch.Count < MostInBatch && _pending.TryPeek(out var next))
        {
            characters += next.Characters;
            if (batch.Count > 0 && characters > MostCharactersInBatch) break;
            batch.Add(_pending.Dequeue());
            _waiting -= next.Characters;
        }

        return batch;
    }

    private async Task CheckRepliesAsync(List<PendingPost> batch)
    {
        if (batch.TrueForAll(post => post.Draft.ReplyTo is null)) return;
        var answered = batch.Where(post => post.Draft.ReplyTo is not null).Select(post => post.Draft.ReplyTo!.Value).Distinct().ToArray();
        var existing = (await store.ExistingAsync(Id.Value, answered, CancellationToken.None)).ToHashSet();
        foreach (var post in batch)
            if (post.Draft.ReplyTo is { } id && !existing.Contains(id)) post.Done.SetException(GridException.Invalid("replyTo", "There is no such message in this room."));
    }

    private async Task WriteAsync(List<PendingPost> batch)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var messages = Place(batch);
            if (messages.Count == 0) return;
            switch (await store.AppendAsync(new RoomBatch(Id.Value, Existing().Version, messages), CancellationToken.None))
            {
                case RoomAppendOutcome.Written:
                    _head = _head.After(messages[^1]);
                    Acknowledge(batch, messages);
                    Announce(messages);
                    return;
                case RoomAppendOutcome.Duplicate:
                    Answer(batch, await store.FindAsync(Id.Value, [.. messages.Select(message => (message.SenderId, message.ClientMessageId))], CancellationToken.None));
                    break;
                default:
                    LogStale(logger, Id, _head.Seq);
                    await LoadAsync(CancellationToken.None);
                    break;
            }
        }

        Fail(batch, new GridException(GridErrorCode.Unavailable, "Others write to this room at the same time; nothing was written. Try again shortly.") { RetryAfterMs = 500 });
    }

    /// <summary>Gives each message its place after the head. Posts of who is no member any more are refused; one client message id of one sender is one message.</summary>
    private List<RoomMessage> Place(List<PendingPost> batch)
    {
        var messages = new List<RoomMessage>(batch.Count);
        var placed = new Dictionary<(Guid, string), int>();
        var head = _head;
        var now = RoomChain.Whole(time.GetUtcNow());
        foreach (var post in batch)
        {
            post.Place = -1;
            if (post.Done.Task.IsCompleted) continue;
            if (_room is null || !_members.TryGetValue(post.SenderId, out var sender))
            {
                post.Done.SetException(GridException.NotFound("room"));
                continue;
            }

            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(placed, (post.SenderId, post.ClientMessageId), out post.IsRepetition);
            if (!post.IsRepetition)
            {
                place = messages.Count;
                var message = RoomChain.Append(head, post.ToMessage(sender, now));
                messages.Add(message);
                head = head.After(message);
            }

            post.Place = place;
        }

        return messages;
    }

    private static void Acknowledge(List<PendingPost> batch, List<RoomMessage> messages)
    {
        foreach (var post in batch)
            if (post.Place >= 0) post.Done.TrySetResult(RoomMapping.Receipt(messages[post.Place], post.IsRepetition));
    }

    private static void Answer(List<PendingPost> batch, IReadOnlyList<RoomMessage> written)
    {
        var before = written.ToDictionary(message => (message.SenderId, message.ClientMessageId));
        foreach (var post in batch)
            if (before.TryGetValue((post.SenderId, post.ClientMessageId), out var message)) post.Done.TrySetResult(RoomMapping.Receipt(message, duplicate: true));
    }

    private void Announce(List<RoomMessage> messages)
    {
        if (_listeners.Count == 0) return;
        var notice = new RoomNotice { Room = Id, Epoch = messages[0].Epoch, First = messages[0].Seq, Messages = [.. messages.Select(RoomMessageJson.Write)] };
        Tell(observer => observer.Posted(notice));
    }

    // Where the outcome is not known the head is not known either. The room reads it before it writes again; if it cannot, the next batch fails at the unique index and reads.
    private async Task FailAsync(List<PendingPost> batch, GridException refusal)
    {
        Fail(batch, refusal);
        try
        {
            await LoadAsync(CancellationToken.None);
        }
        catch (DatabaseUnavailableException away)
        {
            LogReload(logger, away, Id);
        }
    }

    private static void Fail(List<PendingPost> batch, GridException refusal)
    {
        foreach (var post in batch) post.Done.TrySetException(refusal);
    }

    [LoggerMessage(5101, LogLevel.Error, "Messages of room {Room} could not be written")]
    private static partial void LogWriteFailed(ILogger logger, Exception exception, RoomId room);

    [LoggerMessage(5102, LogLevel.Information, "Room {Room} was changed by another writer since message {Seq}; reading it again")]
    private static partial void LogStale(ILogger logger, RoomId room, long seq);

    [LoggerMessage(5103, LogLevel.Warning, "Room {Room} could not be read again; the next message will try")]
    private static partial void LogReload(ILogger logger, Exception exception, RoomId room);

    private sealed class PendingPost(Guid senderId, RoomDraft draft, Guid messageId)
    {
        public bool IsRepetition;

        public Guid SenderId => senderId;

        public RoomDraft Draft => draft;

        public int Characters => draft.Body.Length + (draft.Metadata?.Length ?? 0);

        public string ClientMessageId { get; } = draft.ClientMessageId ?? messageId.ToString("D");

        /// <summary>Index of its message in the batch; negative for none.</summary>
        public int Place { get; set; }

        public TaskCompletionSource<RoomReceipt> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public RoomMessage ToMessage(RoomMemberRecord sender, DateTimeOffset now) => new()
        {
            Id = messageId,
            RoomId = default,
            Seq = 0,
            Epoch = 0,
            SenderId = senderId,
            SenderKind = sender.Kind,
            SenderName = sender.Name,
            Body = draft.Body,
            ContentType = draft.ContentType,
            ReplyTo = draft.ReplyTo,
            Metadata = draft.Metadata,
            ClientMessageId = ClientMessageId,
            CreatedAt = now,
            Fingerprint = default,
            Previous = default,
        };
    }
}
