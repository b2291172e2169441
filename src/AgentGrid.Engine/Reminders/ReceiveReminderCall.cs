using Orleans.CodeGeneration;
using Orleans.Runtime;

namespace Orleans;

/// <summary>The call of <see cref="IRemindable.ReceiveReminder"/>.</summary>
internal sealed class ReceiveReminderCall(string name, TickStatus status) : GrainCallWithoutResult
{
    private static readonly GrainMethod Receive = new(
        typeof(IRemindable), nameof(IRemindable.ReceiveReminder), nameof(IRemindable.ReceiveReminder), [typeof(string), typeof(TickStatus)],
        GrainMethodOptions.None, null);

    protected internal override GrainMethod Method => Receive;

    public override int GetArgumentCount() => 2;

    public override object? GetArgument(int index) => index == 0 ? name : status;

    protected override ValueTask InvokePlain(object grain) => new(((IRemindable)grain).ReceiveReminder(name, status));
}
