using System.Net.Sockets;
using AgentGrid.Providers.Upstream;

namespace AgentGrid.Providers.Tests.Upstream;

public sealed class UpstreamFailureTests
{
    public static TheoryData<Exception, UpstreamFailureKind> Failures() => new()
    {
        { new AddressRefusedException("host", "it is x"), UpstreamFailureKind.AddressRefused },
        { new HttpRequestException(null, new AddressRefusedException("host", "it is x")), UpstreamFailureKind.AddressRefused },
        { new OperationCanceledException(), UpstreamFailureKind.Timeout },
        { new TimeoutException(), UpstreamFailureKind.Timeout },
        { new SocketException((int)SocketError.HostNotFound), UpstreamFailureKind.NameNotFound },
        { new SocketException((int)SocketError.ConnectionRefused), UpstreamFailureKind.Connect },
        { new SocketException((int)SocketError.NetworkUnreachable), UpstreamFailureKind.Connect },
        { new SocketException((int)SocketError.TimedOut), UpstreamFailureKind.Timeout },
        { new SocketException((int)SocketError.ConnectionReset), UpstreamFailureKind.Cut },
        { new HttpRequestException(HttpRequestError.NameResolutionError), UpstreamFailureKind.NameNotFound },
        { new HttpRequestException(HttpRequestError.ConnectionError), UpstreamFailureKind.Connect },
        { new HttpRequestException(HttpRequestError.SecureConnectionError), UpstreamFailureKind.Tls },
        { new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded), UpstreamFailureKind.Protocol },
        { new HttpIOException(HttpRequestError.ResponseEnded), UpstreamFailureKind.Cut },
        { new HttpIOException(HttpRequestError.InvalidResponse), UpstreamFailureKind.Protocol },
        { new BodyTooLargeException(5), UpstreamFailureKind.Protocol },
        { new IOException(), UpstreamFailureKind.Cut },
        { new InvalidOperationException(), UpstreamFailureKind.Unknown },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Of_sorts_every_exception_and_tells_no_message_of_it(Exception exception, UpstreamFailureKind kind)
    {
        var failure = UpstreamFailure.Of(exception);

        Assert.Equal(kind, failure.Kind);
        Assert.NotEqual("", failure.Detail);
        Assert.DoesNotContain(exception.Message, failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_cancellation_by_the_caller_is_no_timeout() =>
        Assert.Equal(UpstreamFailureKind.Cancelled, UpstreamFailure.Of(new OperationCanceledException(), cancelledByCaller: true).Kind);
}
