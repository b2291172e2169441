namespace AgentGrid.Engine.Tests.Activations;

[Alias("test.activation")]
public interface IActivationGrain : IGrainWithStringKey
{
    [Alias("instance")]
    Task<Guid> Instance();

    [Alias("deactivate")]
    Task Deactivate();

    [Alias("deactivateAndHold")]
    Task DeactivateAndHold(string started, string release);

    [Alias("services")]
    Task<string> Services(string disposedGate);

    [Alias("self")]
    Task<string> CallSelfLater();

    [Alias("delay")]
    Task Delay(TimeSpan span);

    [Alias("context")]
    Task<bool> ContextIsOurs();
}
