using System.Runtime.CompilerServices;

namespace Orleans.Serialization;

/// <summary>Base of generated copiers of exceptions: message, inner exception and HResult are copied along.</summary>
public abstract class GeneratedExceptionCopier<T> : ObjectCopier<T> where T : Exception
{
    /// <summary>Copies what every exception has.</summary>
    protected static void CopyBase(T from, T to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        Message(to) = from.Message;
        Inner(to) = from.InnerException is null ? null : ExceptionCopier.Copy(from.InnerException);
        to.HResult = from.HResult;
    }

    // The object is made without a constructor, so that exceptions need none of a certain shape.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_message")]
    private static extern ref string? Message(Exception exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerException")]
    private static extern ref Exception? Inner(Exception exception);
}
