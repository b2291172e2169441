namespace Orleans.Serialization;

/// <summary>Copies members of a class, for copiers of derived classes.</summary>
public interface IMemberCopier<in T> where T : class
{
    void CopyMembers(T from, T to, CopyContext context);
}
