namespace AgentGrid.Engine.Tests.Activations;

/// <summary>One per activation; disposed with it.</summary>
public sealed class ScopedService : IDisposable
{
    public string? DisposedGate { get; set; }

    public void Dispose()
    {
        if (DisposedGate is not null) Gates.Open(DisposedGate);
    }
}
