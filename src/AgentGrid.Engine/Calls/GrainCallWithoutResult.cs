namespace Orleans.CodeGeneration;

/// <summary>A call of a method that returns Task, ValueTask or void.</summary>
public abstract class GrainCallWithoutResult : GrainCall<Nothing>
{
    /// <summary>Calls the method with the arguments held.</summary>
    protected abstract ValueTask InvokePlain(object grain);

    /// <inheritdoc/>
    protected sealed override ValueTask<Nothing> Invoke(object grain)
    {
        var running = InvokePlain(grain);
        if (!running.IsCompleted) return Await(running);
        running.GetAwaiter().GetResult();
        return default;

        static async ValueTask<Nothing> Await(ValueTask running)
        {
            await running.ConfigureAwait(false);
            return default;
        }
    }

    /// <inheritdoc/>
    protected sealed override Nothing CopyResult(Nothing result) => result;

    internal sealed override async Task<object?> InvokeBoxed(object grain)
    {
        await InvokePlain(grain);
        return null;
    }

    internal sealed override void SetBoxedResult(object? value)
    {
    }
}
