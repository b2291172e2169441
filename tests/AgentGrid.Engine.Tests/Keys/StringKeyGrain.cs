namespace AgentGrid.Engine.Tests.Keys;

public sealed class StringKeyGrain : Grain, IStringKeyGrain
{
    public Task<string> Read() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<GrainId> Id() => Task.FromResult(this.GetGrainId());
}
