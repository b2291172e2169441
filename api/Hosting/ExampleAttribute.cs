namespace AgentGrid.Api.Hosting;

/// <summary>Route metadata: an example of the request body, for the OpenAPI document.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ExampleAttribute(string json) : Attribute
{
    /// <summary>The body as JSON.</summary>
    public string Json { get; } = json;
}
