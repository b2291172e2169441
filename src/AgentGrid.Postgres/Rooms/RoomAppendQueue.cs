using AgentGrid.Domain.Rooms;
using AgentGrid.Postgres.Database;
using Npgsql;

namespace AgentGrid.Postgres.Rooms;

/// <summary>
/// Group commit across rooms: whoever comes while the writers are busy is written with the others in one statement. With nobody waiting a batch is written at once.
/// Thread-safe.
/// </summary>
internal sealed class RoomAppendQueue(GridDatabase database)
{
    // While one waits for the disk, the other collects.
    private const int MostWriters = 2;
    private const int MostMessages = 1000;
    private const int MostCharacters = 4 * 1024 * 1024;

    // Statements of one or two messages each would keep both writers, and the processor, as busy as full ones do: a pause lets some come together. Real time, also in tests:
    // it is the disk's pace, and nothing is promised by it. Who comes when a writer is free does not wait.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);
    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private int _writers;

    public Task<RoomAppendOutcome> AddAsync(RoomBatch batch)
    {
        var waiting = new Waiting(batch);
        lock (_gate)
        {
            _waiting.Enqueue(waiting);
            if (_writers == MostWriters) return waiting.Done.Task;
            _writers++;
        }

        // Not on the caller's scheduler: a grain's would make all rooms wait for that grain.
        _ = Task.Run(WriteAllAsync);
        return waiting.Done.Task;
    }

    private async Task WriteAllAsync()
    {
        while (Take() is { Count: > 0 } group)
        {
            await WriteAsync(group);
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    private List<Waiting> Take()
    {
        var group = new List<Waiting>();
        int messages = 0, characters = 0;
        lock (_gate)
        {
            while (_waiting.TryPeek(out var next) && (group.Count == 0 || (messages + next.Batch.Messages.Count <= MostMessages && characters + next.Characters <= MostCharacters)))
            {
                group.Add(_waiting.Dequeue());
                messages += next.Batch.Messages.Count;
                characters += next.Characters;
            }

            if (group.Count == 0) _writers--;
        }

        return group;
    }

    private async Task WriteAsync(List<Waiting> group)
    {
        try
        {
            var written = await RoomAppend.WriteAsync(database, group.Select(waiting => waiting.Batch));
            foreach (var waiting in group)
                waiting.Done.SetResult(written.GetValueOrDefault(waiting.Batch.RoomId) > 0 ? RoomAppendOutcome.Written : RoomAppendOutcome.Stale);
        }
        catch (PostgresException refused)
        {
            if (group.Count == 1) Refuse(group[0], refused);
            else foreach (var waiting in group) await WriteAsync([waiting]);
        }
        // Whatever it was, those who wait must hear of it.
        catch (Exception failure)
        {
            foreach (var waiting in group) waiting.Done.SetException(failure);
        }
    }

    private static void Refuse(Waiting waiting, PostgresException refused)
    {
        if (refused.IsUniqueViolation("room_messages_client_key")) waiting.Done.SetResult(RoomAppendOutcome.Duplicate);
        else if (refused.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected) waiting.Done.SetResult(RoomAppendOutcome.Stale);
        else waiting.Done.SetException(refused);
    }

    private sealed class Waiting(RoomBatch batch)
    {
        public RoomBatch Batch => batch;

        public int Characters { get; } = batch.Messages.Sum(message => message.Body.Length + (message.Metadata?.Length ?? 0));

        public TaskCompletionSource<RoomAppendOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
