using AgentGrid.Providers.Upstream;

namespace AgentGrid.Providers.Tests.Upstream;

public sealed class RequestUrlsTests
{
    [Theory]
    [InlineData("https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions")]
    [InlineData("https://api.openai.com/v1/", "https://api.openai.com/v1/chat/completions")]
    [InlineData("http://host:11434", "http://host:11434/v1/chat/completions")]
    [InlineData("http://host:11434/", "http://host:11434/v1/chat/completions")]
    [InlineData("https://api.kilo.ai/api/gateway", "https://api.kilo.ai/api/gateway/chat/completions")]
    [InlineData("https://host/v1/chat/completions", "https://host/v1/chat/completions")]
    [InlineData("https://host/chat/completions/", "https://host/v1/chat/completions")]
    [InlineData("http://[::1]:8080/v1", "http://[::1]:8080/v1/chat/completions")]
    [InlineData("https://host/a%2Fb/v1", "https://host/a%2Fb/v1/chat/completions")]
    public void ChatCompletions_joins_the_endpoint(string endpoint, string expected) =>
        Assert.Equal(expected, new RequestUrls(new Uri(endpoint)).ChatCompletions.AbsoluteUri);

    [Theory]
    [InlineData("http://host:11434", "http://host:11434/api/tags")]
    [InlineData("http://host:11434/v1", "http://host:11434/api/tags")]
    [InlineData("http://host/ollama/v1/", "http://host/ollama/api/tags")]
    [InlineData("http://host/ollama", "http://host/ollama/api/tags")]
    public void OllamaTags_lie_beside_v1(string endpoint, string expected) =>
        Assert.Equal(expected, new RequestUrls(new Uri(endpoint)).OllamaTags.AbsoluteUri);

    [Fact]
    public void Embeddings_and_models_lie_beside_chat()
    {
        var urls = new RequestUrls(new Uri("https://host/v1"));

        Assert.Equal(("https://host/v1", "https://host/v1/embeddings", "https://host/v1/models"), (urls.Base.AbsoluteUri, urls.Embeddings.AbsoluteUri, urls.Models.AbsoluteUri));
        Assert.Equal("https://host/healthz", urls.OfHost("/healthz").AbsoluteUri);
    }

    [Theory]
    [InlineData("healthz")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/x?y=1")]
    [InlineData("/x#y")]
    [InlineData("/x y")]
    [InlineData("/x\r\nHost: y")]
    [InlineData("http://evil.example/")]
    [InlineData("@evil.example/")]
    [InlineData("")]
    public void OfHost_refuses_paths_that_could_leave_the_host(string path)
    {
        Assert.NotNull(RequestUrls.RefusePath(path));
        Assert.Throws<ArgumentException>(() => new RequestUrls(new Uri("https://host/v1")).OfHost(path));
    }
}
