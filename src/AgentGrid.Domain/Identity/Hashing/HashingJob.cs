namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>One piece of work in a <see cref="HashingQueue"/>. Run by one thread; its caller goes on elsewhere.</summary>
internal abstract class HashingJob
{
    /// <summary>Computes and keeps result or error.</summary>
    public abstract void Run();

    /// <summary>Hands the kept result or error to the caller.</summary>
    public abstract void Complete();

    public abstract void Cancel(CancellationToken cancellationToken);

    public abstract void Refuse(Exception reason);
}
