namespace AgentGrid.Api.Identity.Credentials;

/// <summary>The route has nothing to do with the session cookie of API and console, though browsers send it along: nobody is known by it there.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class IgnoresSessionAttribute : Attribute;
