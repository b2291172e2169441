namespace AgentGrid.Domain.Identity.Hashing;

/// <inheritdoc/>
internal sealed class HashingJob<T>(Func<T> work) : HashingJob
{
    // Callers must not go on upon the hashing threads.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _error;

    public Task<T> Completion => _completion.Task;

    public override void Run()
    {
        try
        {
            _result = work();
        }
#pragma warning disable CA1031 // Whatever it is belongs to the caller; the thread goes on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _error = error;
        }
    }

    public override void Complete()
    {
        if (_error is null) _completion.SetResult(_result!);
        else _completion.SetException(_error);
    }

    public override void Cancel(CancellationToken cancellationToken) => _completion.SetCanceled(cancellationToken);

    public override void Refuse(Exception reason) => _completion.SetException(reason);
}
