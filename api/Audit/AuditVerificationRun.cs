using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Audit.Bundles;

namespace AgentGrid.Api.Audit;

/// <summary>One walk of the background verifier: works for a moment, rests for several, saves from time to time, and at once when something was found.</summary>
/// <param name="walk">The walk.</param>
/// <param name="before">The state that it goes on from.</param>
/// <param name="state">Where it is saved.</param>
/// <param name="rest">How many times as long as it works it rests.</param>
/// <param name="time">The clock.</param>
internal sealed class AuditVerificationRun(AuditWalk walk, AuditVerification before, AuditVerificationState state, double rest, TimeProvider time)
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(20);
    private readonly DateTimeOffset _startedAt = before.Current?.StartedAt ?? time.GetUtcNow();
    private AuditFinding? _finding = before.Current?.Finding;
    private long _sliceBegan;
    private long _savedAt;

    /// <summary>Walks to the end.</summary>
    /// <param name="found">Told at once what is found, also in the part of the walk that lies behind.</param>
    /// <param name="cancellationToken">Ends it; where it is then is saved.</param>
    public async Task RunAsync(Action<AuditFinding?> found, CancellationToken cancellationToken)
    {
        _sliceBegan = _savedAt = time.GetTimestamp();
        try
        {
            var report = await walk.RunAsync(_ => StepAsync(found, cancellationToken), cancellationToken);
            var end = End(report);
            found(end.Finding);
            await state.SaveAsync(new AuditVerification(end, null), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await state.SaveAsync(Position(), CancellationToken.None);
            throw;
        }
    }

    private async ValueTask StepAsync(Action<AuditFinding?> found, CancellationToken cancellationToken)
    {
        var worked = time.GetElapsedTime(_sliceBegan);
        if (worked < Slice) return;
        var isNew = _finding is null && walk.Finding is not null;
        _finding ??= walk.Finding;
        if (isNew) found(_finding);
        if (isNew || time.GetElapsedTime(_savedAt) >= SaveEvery)
        {
            await state.SaveAsync(Position(), cancellationToken);
            _savedAt = time.GetTimestamp();
        }

        await Task.Delay(worked * rest, time, cancellationToken);
        _sliceBegan = time.GetTimestamp();
    }

    private AuditVerification Position() => before with
    {
        Current = new AuditVerificationPosition(
            _startedAt, Whole, (before.Current?.Entries ?? 0) + walk.Total, walk.Head?.Chain, walk.Head?.Epoch ?? 0, walk.Head?.Index ?? 0, walk.Head?.Fingerprint.ToString(), _finding ?? walk.Finding),
    };

    private AuditVerificationEnd End(AuditBundleReport report)
    {
        var finding = _finding ?? walk.Finding;
        var status = AuditIntegrity.Of(finding, report.Anchor?.Number, report.Beyond).Status;
        return new AuditVerificationEnd(_startedAt, time.GetUtcNow(), Whole, status, report.Anchor?.Number, report.Anchor?.Hash.ToString(), finding);
    }

    private long Whole => (before.Current?.Entries ?? 0) + walk.Entries;
}
