namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>
/// Admits expensive hashes: a few at a time, on threads of its own with less than normal priority, so that a storm of sign-ins takes neither the thread pool nor the
/// processors from dispatches. Two bounded lines (<see cref="HashingKind"/>) are served in turn; who finds his line full is refused at once. Thread-safe.
/// </summary>
public sealed class HashingQueue : IDisposable
{
    // Until the first hash has been timed.
    private static readonly TimeSpan FirstGuess = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly LinkedList<HashingJob>[] _lines = [new(), new()];
    private readonly long[] _begun = [0, 0];
    private readonly HashingQueueOptions _options;
    private readonly TimeProvider _time;
    private TimeSpan _average = FirstGuess;
    private int _running;
    private int _next;
    private bool _isDisposed;

    /// <summary>Starts the threads.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of bounds.</exception>
    public HashingQueue(HashingQueueOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Threads, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxWaitingPasswords, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxWaitingTokens, 1);
        (_options, _time) = (options, time);
        for (var i = 0; i < options.Threads; i++)
            new Thread(Work) { IsBackground = true, Name = $"hashing {i}" }.Start();
    }

    /// <summary>Hashes being computed now.</summary>
    public int Running
    {
        get
        {
            lock (_gate) return _running;
        }
    }

    /// <summary>Hashes of this kind that were begun since the start.</summary>
    public long Begun(HashingKind kind)
    {
        lock (_gate) return _begun[(int)kind];
    }

    /// <summary>Hashes of this kind that wait.</summary>
    public int Waiting(HashingKind kind)
    {
        lock (_gate) return _lines[(int)kind].Count;
    }

    /// <summary>Runs the work when its turn comes. Cancelling gives the place in the line free at once; work that has begun is finished, and its result given.</summary>
    /// <exception cref="HashingQueueFullException">The line is full.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public async Task<T> RunAsync<T>(HashingKind kind, Func<T> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        cancellationToken.ThrowIfCancellationRequested();
        var job = new HashingJob<T>(work);
        LinkedListNode<HashingJob> place;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_lines[(int)kind].Count >= MaxWaiting(kind)) throw new HashingQueueFullException(RetryAfter(kind));
            place = _lines[(int)kind].AddLast(job);
        }

        _waiting.Release();
        await using var registration = cancellationToken.Register(() => Leave(place, job, cancellationToken));
        return await job.Completion;
    }

    /// <summary>Ends the threads after the hashes being computed; what waits is refused.</summary>
    public void Dispose()
    {
        HashingJob[] refused;
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            refused = [.. _lines.SelectMany(line => line)];
            foreach (var line in _lines) line.Clear();
        }

        foreach (var job in refused) job.Refuse(new ObjectDisposedException(nameof(HashingQueue)));
        _waiting.Release(_options.Threads);
    }

    private int MaxWaiting(HashingKind kind) => kind == HashingKind.Token ? _options.MaxWaitingTokens : _options.MaxWaitingPasswords;

    private void Leave(LinkedListNode<HashingJob> place, HashingJob job, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // No list: a thread has taken it, or the queue is closed.
            if (place.List is null) return;
            place.List.Remove(place);
        }

        job.Cancel(cancellationToken);
    }

    private void Work()
    {
        ThreadNiceness.Lower();
        while (true)
        {
            _waiting.Wait();
            if (Take() is { } job) Run(job);
            else if (IsClosed()) return;
        }
    }

    private void Run(HashingJob job)
    {
        var start = _time.GetTimestamp();
        job.Run();
        lock (_gate)
        {
            _running--;
            _average += (_time.GetElapsedTime(start) - _average) / 8;
        }

        // After the count, so that who waits for the result finds the thread free.
        job.Complete();
    }

    // Null when the one waited for has left, or the queue is closed.
    private HashingJob? Take()
    {
        lock (_gate)
        {
            var line = _lines[_next].Count > 0 ? _next : 1 - _next;
            if (_lines[line].First is not { } first) return null;
            _lines[line].RemoveFirst();
            _begun[line]++;
            _next = 1 - line;
            _running++;
            return first.Value;
        }
    }

    private bool IsClosed()
    {
        lock (_gate) return _isDisposed;
    }

    // Lines are served in turn: a longer one beside it delays a line by its own length at most.
    private TimeSpan RetryAfter(HashingKind kind)
    {
        var (own, other) = (_lines[(int)kind].Count, _lines[1 - (int)kind].Count);
        return TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling((own + Math.Min(own, other) + _running) * _average.TotalSeconds / _options.Threads)));
    }
}
