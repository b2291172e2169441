namespace AgentGrid.Engine.Tests.Filters;

public sealed class FilteredGrain : Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    private string _described = "";

    public List<string> Trace { get; } = [];

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var name = context.InterfaceMethod.Name;
        Trace.Add($"grain>{name}");
        if (name == nameof(Forbidden)) throw new UnauthorizedAccessException("No.");
        if (name == nameof(Argument)) context.Request.SetArgument(0, context.Request.GetArgument(0) + "!");
        if (name == nameof(Described))
            _described = $"{context.InterfaceMethod.DeclaringType!.Name} {context.ImplementationMethod.DeclaringType!.Name} "
                + $"{context.TargetId == this.GetGrainId()} {context.Request.GetArgumentCount()} {ReferenceEquals(context.Grain, this)}";
        await context.Invoke();
        Trace.Add($"grain<{name}");
    }

    public Task<List<string>> TakeTrace()
    {
        var trace = Trace.ToList();
        Trace.Clear();
        return Task.FromResult(trace);
    }

    public Task<int> Doubled(int number) => Task.FromResult(number);

    public Task<string> Fail(string message) => throw new ArgumentException(message);

    public Task Forbidden() => Task.CompletedTask;

    public Task<string> Argument(string text) => Task.FromResult(text);

    public async ValueTask<int> Asynchronous(int number)
    {
        await Task.Yield();
        return number;
    }

    public ValueTask Plain() => default;

    public Task<string> Described() => Task.FromResult(_described);
}
