using AgentGrid.Contracts;
using AgentGrid.Contracts.Audit;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrid.Grains.Audit;

/// <summary>
/// Owns one chain: knows its last entry and is the only one to write the next, which the database sees to. Calls interleave, so that they can wait together for one commit;
/// the writing itself is one loop, on the grain's own turns.
/// </summary>
internal sealed class AuditChainGrain(IAuditStore store, IOptions<AuditChainOptions> options, ILogger<AuditChainGrain> logger) : Grain, IAuditChainGrain
{
    private AuditChainWriter _writer = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var chain = this.GetPrimaryKeyString();
        if (!AuditChains.IsName(chain)) throw GridException.NotFound("audit chain");
        _writer = new AuditChainWriter(chain, store, options.Value, logger);
        return Task.CompletedTask;
    }

    public Task<AuditPosition> AppendAsync(Caller caller, AuditBatch batch)
    {
        Check(caller);
        if (batch.Records.IsDefaultOrEmpty || batch.Records.Length > AuditBatch.MaxRecords)
            throw GridException.Invalid("records", $"A batch has 1 to {AuditBatch.MaxRecords} records.");
        return _writer.AppendAsync(batch);
    }

    public Task<bool> DrainOutboxAsync(Caller caller)
    {
        Check(caller);
        return _writer.DrainAsync();
    }

    private static void Check(Caller caller)
    {
        if (caller.Kind != CallerKind.System) throw new GridException(GridErrorCode.Forbidden, "The audit log is written by the grid itself.");
    }
}
