namespace AgentGrid.Engine.Tests.Keys;

public sealed class IntegerKeyGrain : Grain, IIntegerKeyGrain
{
    public Task<long> Read() => Task.FromResult(this.GetPrimaryKeyLong());
}
