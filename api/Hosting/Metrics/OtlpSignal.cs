using System.Globalization;
using OpenTelemetry.Exporter;

namespace AgentGrid.Api.Hosting.Metrics;

/// <summary>
/// Where one signal goes, by the environment variables of the OTLP exporter's specification. OpenTelemetry's package reads only the general ones
/// and ignores values that it cannot read; here the signal's own win, and a wrong value is an error.
/// </summary>
internal sealed class OtlpSignal
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";
    private readonly Uri? _ownEndpoint;
    private readonly OtlpExportProtocol? _protocol;
    private readonly string? _ownHeaders;
    private readonly int? _timeoutMs;

    /// <param name="configuration">Environment variables and whatever else the host reads.</param>
    /// <param name="signal">The signal as it stands in the names of variables: <c>METRICS</c> or <c>TRACES</c>.</param>
    /// <exception cref="SettingException">An endpoint, protocol or timeout cannot be read.</exception>
    internal OtlpSignal(IConfiguration configuration, string signal)
    {
        var general = Endpoint(configuration, Prefix + "ENDPOINT");
        _ownEndpoint = Endpoint(configuration, $"{Prefix}{signal}_ENDPOINT");
        IsOn = (_ownEndpoint ?? general) is not null;
        _protocol = Protocol(configuration, $"{Prefix}{signal}_PROTOCOL") ?? Protocol(configuration, Prefix + "PROTOCOL");
        _timeoutMs = Milliseconds(configuration, $"{Prefix}{signal}_TIMEOUT") ?? Milliseconds(configuration, Prefix + "TIMEOUT");
        _ownHeaders = Value(configuration, $"{Prefix}{signal}_HEADERS");
    }

    /// <summary>Whether an endpoint is set.</summary>
    internal bool IsOn { get; }

    internal void Configure(OtlpExporterOptions options)
    {
        if (_protocol is { } protocol) options.Protocol = protocol;
        if (_timeoutMs is { } timeout) options.TimeoutMilliseconds = timeout;
        if (_ownHeaders is not null) options.Headers = _ownHeaders;
        // A signal's own endpoint is used as it is; to the general one the exporter appends v1/metrics or v1/traces.
        if (_ownEndpoint is not null) options.Endpoint = _ownEndpoint;
    }

    private static Uri? Endpoint(IConfiguration configuration, string name)
    {
        if (Value(configuration, name) is not { } value) return null;
        return Uri.TryCreate(value, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : throw new SettingException($"{name} must be an absolute http or https address such as http://localhost:4317");
    }

    private static OtlpExportProtocol? Protocol(IConfiguration configuration, string name) => Value(configuration, name) switch
    {
        null => null,
        "grpc" => OtlpExportProtocol.Grpc,
        "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
        _ => throw new SettingException($"{name} must be grpc or http/protobuf"),
    };

    private static int? Milliseconds(IConfiguration configuration, string name)
    {
        if (Value(configuration, name) is not { } value) return null;
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms > 0
            ? ms
            : throw new SettingException($"{name} must be a whole number of milliseconds above 0");
    }

    private static string? Value(IConfiguration configuration, string name) =>
        configuration[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
}
