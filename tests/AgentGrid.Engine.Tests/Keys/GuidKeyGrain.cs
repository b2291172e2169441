namespace AgentGrid.Engine.Tests.Keys;

public sealed class GuidKeyGrain : Grain, IGuidKeyGrain
{
    public Task<Guid> Read() => Task.FromResult(this.GetPrimaryKey());
}
