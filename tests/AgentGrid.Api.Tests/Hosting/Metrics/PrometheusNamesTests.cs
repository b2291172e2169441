using AgentGrid.Api.Hosting.Metrics;

namespace AgentGrid.Api.Tests.Hosting.Metrics;

public sealed class PrometheusNamesTests
{
    [Theory]
    [InlineData("http.server.request.duration", "s", "Histogram", "http_server_request_duration_seconds")]
    [InlineData("http.server.active_requests", "{request}", "UpDownCounter", "http_server_active_requests")]
    [InlineData("dotnet.gc.collections", "{collection}", "Counter", "dotnet_gc_collections_total")]
    [InlineData("dotnet.process.memory.working_set", "By", "UpDownCounter", "dotnet_process_memory_working_set_bytes")]
    [InlineData("dotnet.jit.compilation.time", "s", "Counter", "dotnet_jit_compilation_time_seconds_total")]
    [InlineData("wait_seconds", "s", "Histogram", "wait_seconds")]
    [InlineData("wait_seconds_total", "s", "Counter", "wait_seconds_total")]
    [InlineData("wait_total", "s", "Counter", "wait_seconds_total")]
    [InlineData("requests_total", null, "Counter", "requests_total")]
    [InlineData("requests", "1", "Counter", "requests_total")]
    [InlineData("pool.usage", "1", "Gauge", "pool_usage_ratio")]
    [InlineData("pool_usage_ratio", "1", "Gauge", "pool_usage_ratio")]
    [InlineData("latency", "ms", "Histogram", "latency_milliseconds")]
    [InlineData("speed", "m/s", "Gauge", "speed_meters_per_second")]
    [InlineData("throughput", "{request}/s", "Gauge", "throughput_per_second")]
    [InlineData("rest", "%", "Gauge", "rest_percent")]
    [InlineData("queue", "{item", "Gauge", "queue")]
    [InlineData("seconds", "s", "Gauge", "seconds_seconds")]
    [InlineData("1st.try--again", null, "Gauge", "_1st_try_again")]
    [InlineData("a:b é c", null, "Gauge", "a:b_c")]
    [InlineData("", null, "Gauge", "_")]
    public void Metric_name_unit_and_kind_follow_the_compatibility_rules(string name, string? unit, string kind, string expected) =>
        Assert.Equal(expected, PrometheusNames.Metric(name, unit, Enum.Parse<MetricKind>(kind)));

    [Theory]
    [InlineData("http.request.method", "http_request_method")]
    [InlineData("a:b", "a_b")]
    [InlineData("__x", "_x")]
    [InlineData("9lives", "_9lives")]
    [InlineData("le", "exported_le")]
    public void Label_other_characters_become_underscores(string key, string expected) => Assert.Equal(expected, PrometheusNames.Label(key));

    [Fact]
    public void Labels_special_characters_are_escaped() =>
        Assert.Equal("""a="back\\slash \"quoted\" new\nline é" """.TrimEnd(), PrometheusNames.Labels([new("a", "back\\slash \"quoted\" new\nline é")]));

    [Fact]
    public void Labels_values_of_all_kinds_are_written_alike_everywhere() =>
        Assert.Equal("b=\"true\",d=\"1.5\",i=\"7\"", PrometheusNames.Labels([new("i", 7), new("d", 1.5), new("b", true), new("gone", null), new("empty", "")]));

    [Fact]
    public void Labels_names_that_become_equal_are_joined() =>
        Assert.Equal("a_b=\"1;2\"", PrometheusNames.Labels([new("a_b", "2"), new("a.b", "1")]));

    [Fact]
    public void EscapeHelp_quotes_stay() => Assert.Equal("""a \\ \n "b" """.TrimEnd(), PrometheusNames.EscapeHelp("a \\ \n \"b\""));
}
