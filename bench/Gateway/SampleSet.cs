using AgentGrid.Bench.Reporting;

namespace AgentGrid.Bench.Gateway;

/// <summary>All samples of a layout, and the medians made of them.</summary>
internal sealed class SampleSet
{
    private readonly List<Sample> _samples = [];

    internal IEnumerable<Sample> All => _samples;

    internal void Add(Sample sample) => _samples.Add(sample);

    /// <summary>Median of a figure over the rounds.</summary>
    internal double? Median(string peer, LoadPhase phase, Func<Sample, double> figure) =>
        Statistics.Median(Of(peer, phase).Select(figure));

    /// <summary>Median over the rounds of a figure of <paramref name="peer"/> combined with that of <paramref name="other"/> in the same round.</summary>
    internal double? Compare(string peer, string other, LoadPhase phase, Func<Sample, double> figure, Func<double, double, double> combine) =>
        Statistics.Median(Of(peer, phase).Join(Of(other, phase), one => one.Round, two => two.Round, (one, two) => combine(figure(one), figure(two))));

    private IEnumerable<Sample> Of(string peer, LoadPhase phase) => _samples.Where(sample => sample.Peer == peer && sample.Phase == phase);
}
