using System.Reflection;
using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>A call on its way through the filters of the host, then the grain's own, then to the method. Only made when there are filters.</summary>
internal sealed class IncomingCall(Activation activation, GrainCall call) : IIncomingGrainCallContext
{
    private int _next;

    public IInvokable Request => call;

    public object Grain => activation.GrainInstance!;

    public GrainId? SourceId => call.Source;

    public GrainId TargetId => activation.GrainId;

    public GrainInterfaceType InterfaceType => GrainInterfaceType.Create(call.Method.InterfaceType.FullName!);

    public string InterfaceName => call.GetInterfaceName();

    public string MethodName => call.GetMethodName();

    public MethodInfo InterfaceMethod => call.Method.Info;

    public MethodInfo ImplementationMethod
    {
        get
        {
            var method = InterfaceMethod;
            if (!call.Method.InterfaceType.IsInstanceOfType(Grain)) return method;
            var map = Grain.GetType().GetInterfaceMap(call.Method.InterfaceType);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, method)];
        }
    }

    public IGrainContext TargetContext => activation;

    public object? Result { get; set; }

    /// <summary>Starts the call; true when it has ended already.</summary>
    public static bool Start(Activation activation, GrainCall call)
    {
        var context = new IncomingCall(activation, call);
        call.Deliver(activation.GrainInstance!);
        var running = Begin(context);
        if (running.IsCompleted)
        {
            Finish(context, call, running);
            return true;
        }

        running.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() =>
        {
            Finish(context, call, running);
            activation.OnCallEnded(call);
        });
        return false;

        // Async, so that what a filter throws at once is treated as what it throws later.
        static async Task Begin(IncomingCall context) => await context.Invoke();
    }

    public async Task Invoke()
    {
        var filters = activation.Engine.Filters;
        var position = _next++;
        try
        {
            if (position < filters.Length) await filters[position].Invoke(this);
            else if (position == filters.Length && Grain is IIncomingGrainCallFilter own) await own.Invoke(this);
            else Result = await call.InvokeBoxed(Grain);
        }
        finally
        {
            // A filter may invoke again, for a retry.
            _next = position;
        }
    }

    private static void Finish(IncomingCall context, GrainCall call, Task running)
    {
        try
        {
            running.GetAwaiter().GetResult();
            call.SetBoxedResult(context.Result);
        }
        catch (Exception failure)
        {
            // Whatever grain or filter throws belongs to the caller.
            call.Failure = failure;
        }
    }
}
