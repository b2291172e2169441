namespace AgentGrid.Api.Hosting;

/// <summary>One row of <see cref="ErrorMap"/>.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">Title of the problem details.</param>
/// <param name="OpenAiType"><c>type</c> in OpenAI's error object.</param>
public sealed record ErrorEntry(int Status, string Title, string OpenAiType);
