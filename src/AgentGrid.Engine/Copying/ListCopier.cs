using System.Runtime.InteropServices;

namespace Orleans.Serialization;

internal sealed class ListCopier<T> : CollectionCopier<List<T>>
{
    protected override List<T> Create(List<T> value) => new(value.Count);

    protected override void Fill(List<T> from, List<T> to, CopyContext context)
    {
        if (DeepCopy.IsImmutable<T>())
        {
            to.AddRange(CollectionsMarshal.AsSpan(from));
            return;
        }

        foreach (var item in from) to.Add(DeepCopy.Of(item, context));
    }
}
