namespace Orleans.Serialization;

internal sealed class QueueCopier<T> : CollectionCopier<Queue<T>>
{
    protected override Queue<T> Create(Queue<T> value) => new(value.Count);

    protected override void Fill(Queue<T> from, Queue<T> to, CopyContext context)
    {
        foreach (var item in from) to.Enqueue(DeepCopy.Of(item, context));
    }
}
