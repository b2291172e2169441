namespace AgentGrid.Engine.Tests;

/// <summary>Base of the conformance cases: the shared engine and a key no other case uses.</summary>
[Collection("engine")]
public abstract class ConformanceCase(EngineFixture engine)
{
    protected IGrainFactory Grains => engine.Grains;

    protected string Key { get; } = Guid.CreateVersion7().ToString("N");

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Bounds a wait for something that must happen, so that a bug fails the case instead of hanging the run.</summary>
    protected static Task<T> Soon<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);

    protected static Task Soon(Task task) => task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
}
