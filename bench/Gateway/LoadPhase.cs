using AgentGrid.Bench.Load;
using AgentGrid.Bench.Upstream;

namespace AgentGrid.Bench.Gateway;

/// <summary>One kind of load; the same for every peer.</summary>
internal sealed record LoadPhase(string Name, bool Streamed, int Connections, double Rate, int GapMicroseconds)
{
    internal static LoadPhase JsonSaturation { get; } = new("saturation", false, 64, 0, 0);

    internal static LoadPhase StreamSaturation { get; } = new("stream saturation", true, 32, 0, 0);

    internal static LoadPhase JsonFixedRate { get; } = new("500 requests/s", false, 64, 500, 0);

    internal static LoadPhase StreamFixedRate { get; } = new("20 streams/s", true, 64, 20, 5000);

    internal static IReadOnlyList<LoadPhase> All { get; } = [JsonSaturation, StreamSaturation, JsonFixedRate, StreamFixedRate];

    internal LoadPlan For(IPeer peer, double seconds) => new()
    {
        Port = peer.Port,
        Path = "/v1/chat/completions",
        Headers = peer.Headers,
        Body = Body(peer.Model),
        Chunks = Streamed ? CannedAnswers.Chunks : 0,
        Connections = Connections,
        Rate = Rate,
        Seconds = seconds,
    };

    private string Body(string model)
    {
        var stream = Streamed ? $""","stream":true,"user":"gap-{GapMicroseconds}" """.TrimEnd() : "";
        return $$"""{"model":"{{model}}","messages":[{"role":"system","content":"You are a helpful assistant."},{"role":"user","content":"Say what the weather is like."}],"temperature":0.7{{stream}}}""";
    }
}
