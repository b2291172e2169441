using System.Runtime.ExceptionServices;
using Orleans.Runtime;

namespace Orleans.Serialization;

/// <summary>
/// How exceptions cross: those with [GenerateSerializer] and those of .NET and the engine keep their type; all others, whose fields nobody
/// has promised to keep, are told by a <see cref="WrappedException"/>.
/// </summary>
internal static class ExceptionCopier
{
    private static readonly string[] KnownNamespaces = ["System", "Microsoft", "Orleans", "Azure"];

    public static Exception Copy(Exception exception)
    {
        var type = exception.GetType();
        if (!CopierTable.IsRegistered(type)) return IsKnown(type) ? exception : Wrap(exception);
        try
        {
            var copy = DeepCopy.Of<object>(exception) as Exception ?? exception;
            if (exception.StackTrace is { } trace) ExceptionDispatchInfo.SetRemoteStackTrace(copy, trace);
            return copy;
        }
        catch (CodecNotFoundException refused)
        {
            return refused;
        }
    }

    private static bool IsKnown(Type type) => KnownNamespaces.Any(known =>
        type.Namespace is { } name && name.StartsWith(known, StringComparison.Ordinal) && (name.Length == known.Length || name[known.Length] == '.'));

    private static WrappedException Wrap(Exception exception)
    {
        var wrapped = new WrappedException(exception.ToString()) { OriginalExceptionType = exception.GetType().FullName };
        if (exception.StackTrace is { } trace) ExceptionDispatchInfo.SetRemoteStackTrace(wrapped, trace);
        return wrapped;
    }
}
