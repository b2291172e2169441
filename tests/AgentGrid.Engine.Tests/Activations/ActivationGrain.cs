namespace AgentGrid.Engine.Tests.Activations;

public sealed class ActivationGrain(SharedService shared, ScopedService scoped) : Grain, IActivationGrain
{
    private readonly Guid _instance = Guid.CreateVersion7();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Gates.Open($"{this.GetPrimaryKeyString()}-activated");
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Gates.Open($"{this.GetPrimaryKeyString()}-deactivated", reason.ReasonCode.ToString());
    }

    public Task<Guid> Instance() => Task.FromResult(_instance);

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task DeactivateAndHold(string started, string release)
    {
        DeactivateOnIdle();
        Gates.Open(started);
        await Gates.Wait(release);
    }

    public Task<string> Services(string disposedGate)
    {
        scoped.DisposedGate = disposedGate;
        return Task.FromResult(shared.Name);
    }

    public async Task<string> CallSelfLater()
    {
        var self = this.AsReference<IActivationGrain>();
        _ = Task.Factory.StartNew(async () => Gates.Open($"{this.GetPrimaryKeyString()}-self", (await self.Instance()).ToString())).Unwrap();
        await Task.Yield();
        return _instance.ToString();
    }

    public Task Delay(TimeSpan span)
    {
        DelayDeactivation(span);
        return Task.CompletedTask;
    }

    public Task<bool> ContextIsOurs() => Task.FromResult(
        ReferenceEquals(GrainContext.GrainInstance, this) && GrainContext.GrainId == this.GetGrainId() && GrainContext.ActivationServices is not null);
}
