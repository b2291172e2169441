using System.Globalization;
using System.Text;
using QRCoder;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>Draws a QR code (ISO/IEC 18004, error correction M) as SVG: one square and one path, no scripts, styles or links.</summary>
internal static class QrSvg
{
    /// <summary>The drawing, with the quiet zone of four modules; scales to its place.</summary>
    internal static string Draw(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows.Count; x++)
            {
                if (!rows[y][x]) continue;
                var start = x;
                while (x < rows.Count && rows[y][x]) x++;
                path.Append(CultureInfo.InvariantCulture, $"M{start} {y}h{x - start}v1h-{x - start}z");
            }
        }

        return $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {rows.Count} {rows.Count}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{rows.Count}v{rows.Count}H0z"/><path d="{path}"/></svg>""";
    }
}
