using Orleans.CodeGeneration;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Finds (or makes) the target of a reference: a grain class or the table of observers.</summary>
internal interface ICallTargetSource
{
    /// <summary>Null when there is none: the source has then dealt with <paramref name="call"/>.</summary>
    ICallTarget? Find(GrainId grainId, GrainCall call);
}
