using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace AgentGrid.Engine.Generator;

/// <summary>How one method is called: what it returns, how it is sent and what its attributes say.</summary>
internal sealed class CallShape
{
    private const string Calls = "global::Orleans.CodeGeneration";

    private readonly string _kind;
    private readonly ITypeSymbol? _result;

    public CallShape(IMethodSymbol method, bool isObserver, int number)
    {
        Method = method;
        Number = number;
        _kind = method.ReturnType.OriginalDefinition.ToDisplayString();
        _result = (method.ReturnType as INamedTypeSymbol)?.TypeArguments.FirstOrDefault();
        IsOneWay = method.ReturnsVoid || WireSymbols.Has(method, "Orleans.Concurrency.OneWayAttribute");
        Problem = FindProblem(isObserver);
    }

    public IMethodSymbol Method { get; }

    public int Number { get; }

    /// <summary>Why the method cannot be called, or null.</summary>
    public string? Problem { get; }

    public IParameterSymbol? Token => Method.Parameters.FirstOrDefault(parameter => parameter.Type.ToDisplayString() == "System.Threading.CancellationToken");

    public string Result => WireSymbols.NullableName(_result!);

    public bool ResultNeedsNoCopy => HasResult
        && (WireSymbols.IsImmutable(_result!) || Method.GetReturnTypeAttributes().Any(a => a.AttributeClass?.ToDisplayString() == "Orleans.ImmutableAttribute"));

    public string BaseClass => HasResult ? $"{Calls}.GrainCall<{Result}>" : $"{Calls}.GrainCallWithoutResult";

    public string Send => _kind switch
    {
        "void" => "CallOneWay(call);",
        "System.Threading.Tasks.Task" when IsOneWay => "CallOneWay(call); return global::System.Threading.Tasks.Task.CompletedTask;",
        "System.Threading.Tasks.ValueTask" when IsOneWay => "CallOneWay(call); return default;",
        "System.Threading.Tasks.Task" or TaskOf => "return CallTask(call);",
        "System.Threading.Tasks.ValueTask" => "return CallPlainValue(call);",
        _ => "return CallValue(call);",
    };

    public string Shape
    {
        get
        {
            var alias = WireSymbols.Attribute(Method, "Orleans.AliasAttribute")?.ConstructorArguments[0].Value as string ?? Method.Name;
            var types = string.Join(", ", Method.Parameters.Select(parameter => $"typeof({WireSymbols.Name(parameter.Type)})"));
            var options = (IsOneWay ? 1 : 0) | (WireSymbols.Has(Method, "Orleans.Concurrency.AlwaysInterleaveAttribute") ? 2 : 0);
            var timeout = WireSymbols.Attribute(Method, "Orleans.ResponseTimeoutAttribute")?.ConstructorArguments[0].Value is string text
                ? $"global::System.TimeSpan.Parse(\"{text}\", global::System.Globalization.CultureInfo.InvariantCulture)"
                : "null";
            return $"new(typeof({WireSymbols.Name(Method.ContainingType)}), \"{Method.Name}\", \"{alias}\", new global::System.Type[] {{ {types} }}, "
                + $"({Calls}.GrainMethodOptions){options}, {timeout})";
        }
    }

    private const string TaskOf = "System.Threading.Tasks.Task<TResult>";
    private const string ValueTaskOf = "System.Threading.Tasks.ValueTask<TResult>";

    private bool HasResult => _kind is TaskOf or ValueTaskOf;

    private bool IsOneWay { get; }

    /// <summary>The override that runs the method.</summary>
    public IEnumerable<string> Invoke(string target) => _kind switch
    {
        "void" => ["protected override global::System.Threading.Tasks.ValueTask InvokePlain(object grain)", "{", $"    {target};", "    return default;", "}"],
        TaskOf => [$"protected override global::System.Threading.Tasks.ValueTask<{Result}> Invoke(object grain) => new({target});"],
        ValueTaskOf => [$"protected override global::System.Threading.Tasks.ValueTask<{Result}> Invoke(object grain) => {target};"],
        "System.Threading.Tasks.Task" => [$"protected override global::System.Threading.Tasks.ValueTask InvokePlain(object grain) => new({target});"],
        _ => [$"protected override global::System.Threading.Tasks.ValueTask InvokePlain(object grain) => {target};"],
    };

    private string? FindProblem(bool isObserver)
    {
        var name = $"{Method.ContainingType.ToDisplayString()}.{Method.Name}";
        if (Method.MethodKind != MethodKind.Ordinary) return $"{name}: grain interfaces have methods only.";
        if (Method.IsGenericMethod) return $"{name}: the embedded engine does not support generic methods.";
        if (Method.Parameters.Any(parameter => parameter.RefKind != RefKind.None)) return $"{name}: parameters cannot be ref, out or in.";
        if (Token is { } token && token.Ordinal != Method.Parameters.Length - 1) return $"{name}: the cancellation token is the last parameter.";
        if (Method.ReturnsVoid && isObserver) return null;
        if (HasResult) return IsOneWay ? $"{name}: a one-way method returns Task or ValueTask." : null;
        return _kind is "System.Threading.Tasks.Task" or "System.Threading.Tasks.ValueTask"
            ? null
            : $"{name} must return Task, Task<T>, ValueTask or ValueTask<T>.";
    }
}
