using System.Buffers;
using System.Globalization;
using System.Text;

namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>Writes lines of the Prometheus text format 0.0.4.</summary>
internal sealed class PrometheusText(IBufferWriter<byte> output)
{
    internal const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    internal void Head(ReadOnlySpan<byte> name, string help, string type)
    {
        output.Write("# HELP "u8);
        output.Write(name);
        output.Write(" "u8);
        Encoding.UTF8.GetBytes(PrometheusNames.EscapeHelp(help), output);
        output.Write("\n# TYPE "u8);
        output.Write(name);
        output.Write(" "u8);
        Encoding.UTF8.GetBytes(type, output);
        output.Write("\n"u8);
    }

    internal void Sample(ReadOnlySpan<byte> name, ReadOnlySpan<byte> labels, double value)
    {
        output.Write(name);
        if (!labels.IsEmpty)
        {
            output.Write("{"u8);
            output.Write(labels);
            output.Write("}"u8);
        }

        output.Write(" "u8);
        Number(value);
        output.Write("\n"u8);
    }

    internal void Bucket(ReadOnlySpan<byte> name, ReadOnlySpan<byte> labels, double bound, long count)
    {
        output.Write(name);
        output.Write("{"u8);
        output.Write(labels);
        output.Write(labels.IsEmpty ? "le=\""u8 : ",le=\""u8);
        Number(bound);
        output.Write("\"} "u8);
        Number(count);
        output.Write("\n"u8);
    }

    private void Number(double value)
    {
        if (double.IsInfinity(value))
        {
            output.Write(value > 0 ? "+Inf"u8 : "-Inf"u8);
            return;
        }

        // The shortest text that reads back as the same number has at most 24 characters.
        value.TryFormat(output.GetSpan(32), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }
}
