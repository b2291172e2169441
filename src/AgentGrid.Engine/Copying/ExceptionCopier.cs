using System.Runtime.ExceptionServices;

namespace Orleans.Serialization;

/// <summary>
/// How exceptions cross: those with [GenerateSerializer] and those of .NET and the engine keep their type. Of all others, and of those that hold such
/// a one, nobody has promised that they can be read elsewhere: the caller gets a <see cref="CodecNotFoundException"/> instead.
/// </summary>
internal static class ExceptionCopier
{
    private static readonly string[] KnownNamespaces = ["System", "Microsoft", "Orleans", "Azure"];

    /// <summary>What the caller is told; a <see cref="CodecNotFoundException"/> when <paramref name="exception"/> cannot cross.</summary>
    public static Exception Tell(Exception exception)
    {
        try
        {
            return Copy(exception);
        }
        catch (CodecNotFoundException refused)
        {
            return refused;
        }
    }

    /// <exception cref="CodecNotFoundException">It or one it holds cannot cross.</exception>
    public static Exception Copy(Exception exception)
    {
        var type = exception.GetType();
        if (!CopierTable.IsRegistered(type))
        {
            Check(exception);
            return exception;
        }

        var copy = (Exception)DeepCopy.Of<object>(exception);
        if (exception.StackTrace is { } trace) ExceptionDispatchInfo.SetRemoteStackTrace(copy, trace);
        return copy;
    }

    private static void Check(Exception exception)
    {
        var type = exception.GetType();
        if (!CopierTable.IsRegistered(type) && !IsKnown(type))
            throw new CodecNotFoundException($"Could not find a copier for type {type}. Exceptions that cross a grain boundary need [GenerateSerializer] and [Alias].");
        if (exception is AggregateException { InnerExceptions: var several })
        {
            foreach (var inner in several) Check(inner);
        }
        else if (exception.InnerException is { } inner)
        {
            Check(inner);
        }
    }

    private static bool IsKnown(Type type) => KnownNamespaces.Any(known =>
        type.Namespace is { } name && name.StartsWith(known, StringComparison.Ordinal) && (name.Length == known.Length || name[known.Length] == '.'));
}
