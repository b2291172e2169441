using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>Begins walks over the whole log.</summary>
internal sealed class AuditWalks(IAuditStore store, IAuditCheckpointStore checkpoints, AuditAnchors anchors, AuditSeals seals, AuditSigner signer)
{
    /// <summary>A walk over the log as it is now, held against the newest checkpoint outside of the database.</summary>
    /// <param name="after">Where an earlier walk was interrupted; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<AuditWalk> BeginAsync(AuditHead? after, CancellationToken cancellationToken)
    {
        var key = (await signer.GetAsync(cancellationToken)).Public;
        // Before the walk reads: the database can only come to have more.
        return new AuditWalk(store, checkpoints, seals, key, await anchors.GetOutsideAsync(cancellationToken), after);
    }
}
