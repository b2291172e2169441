namespace AgentGrid.Domain.Audit;

/// <content>What checkpoints signed of the chain.</content>
public sealed partial class AuditChainVerifier
{
    // Ascending by index; those before _next were met. A list, because a chain that went back takes away from the end.
    private readonly List<Signed> _expected = [];
    private int _next;
    private Signed? _last;

    // Entries that checkpoints signed are gone, but the chain goes on whole: the walk goes on too, so that an earlier fault is not hidden behind it.
    private AuditFinding? _lost;

    /// <summary>Number of the first checkpoint that signed the last head that was met; null when none was met.</summary>
    public long? Anchor { get; private set; }

    /// <summary>How many of the entries lie beyond the last head that was met.</summary>
    public long Beyond { get; private set; }

    /// <summary>Says what a checkpoint signed of this chain. Heads before <see cref="Head"/> are the business of an earlier walk.</summary>
    /// <param name="head">The chain's head in the checkpoint.</param>
    /// <param name="checkpoint">The checkpoint's number; numbers grow from call to call.</param>
    /// <exception cref="ArgumentException">The head of another chain.</exception>
    public void Expect(AuditHead head, long checkpoint)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (head.Chain != Head.Chain)
            throw new ArgumentException("The head of another chain.", nameof(head));
        var signed = new Signed(head.Epoch, head.Index, head.Fingerprint, checkpoint);
        if (_last is { } last)
        {
            if (last.Index == signed.Index && last.Fingerprint == signed.Fingerprint)
                return;
            if (last.Index >= signed.Index)
                WentBack(last, signed);
        }
        _last = signed;
        if (signed.Index < Head.Index)
            return;
        _expected.Add(signed);
        if (signed.Index == Head.Index && Finding is null)
            CheckExpected();
    }

    /// <summary>Says that the chain has no further entries.</summary>
    /// <returns>The first thing found wrong, or null.</returns>
    public AuditFinding? Complete()
    {
        if (Finding is null && _next < _expected.Count)
            Stop(Head.Index == 0 ? AuditFault.ChainMissing : AuditFault.TailMissing, checkpoint: _expected[_next].Checkpoint);
        return Finding ??= _lost;
    }

    // The checkpoints themselves show it: the later one signed a shorter chain, or another entry in the same place.
    private void WentBack(in Signed last, in Signed signed)
    {
        while (_expected.Count > _next && _expected[^1].Index >= signed.Index)
            _expected.RemoveAt(_expected.Count - 1);
        if (signed.Epoch > last.Epoch)
            Lose(AuditFault.EpochReplaced, signed.Index, last.Checkpoint);
        else if (signed.Index == last.Index)
            Lose(AuditFault.Rechained, signed.Index, last.Checkpoint);
        else
            Lose(AuditFault.TailMissing, signed.Index + 1, last.Checkpoint);
    }

    private bool CheckExpected()
    {
        if (_next == _expected.Count || _expected[_next].Index != Head.Index)
        {
            Beyond++;
            return true;
        }
        var signed = _expected[_next];
        if (signed.Fingerprint == Head.Fingerprint)
            Anchor = signed.Checkpoint;
        else if (signed.Epoch < Head.Epoch)
            Lose(AuditFault.EpochReplaced, _epochStart, signed.Checkpoint);
        else
            return Stop(AuditFault.Rechained, signed.Index, signed.Checkpoint);
        _next++;
        Beyond = 0;
        return true;
    }

    private void BeginEpoch(long index)
    {
        _epochStart = index;
        if (_lost is { Fault: AuditFault.EpochReplaced } lost && lost.Index > index)
            _lost = lost with { Index = index };
    }

    private void Lose(AuditFault fault, long index, long checkpoint)
    {
        if (_lost is null || index < _lost.Index)
            _lost = new AuditFinding(fault, Head.Chain, index, checkpoint);
    }

    private readonly record struct Signed(long Epoch, long Index, AuditFingerprint Fingerprint, long Checkpoint);
}
