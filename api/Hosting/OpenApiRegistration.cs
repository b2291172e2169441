using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AgentGrid.Api.Hosting;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>: what the routes say of themselves, and what holds for all of them.</summary>
internal static class OpenApiRegistration
{
    private const string BearerScheme = "bearer";

    private static readonly Dictionary<string, string> Statuses = new()
    {
        ["400"] = "The request cannot be read; the answer says why.",
        ["401"] = "No credential, or one that does not hold.",
        ["403"] = "The caller does not have the role.",
        ["404"] = "Absent, or not for this caller to know of.",
        ["409"] = "Conflict with the present state.",
        ["413"] = "The body is too large.",
        ["415"] = "The body is not application/json.",
        ["422"] = "A field is not valid; errors says which.",
        ["429"] = "A limit is reached; Retry-After says when to come back.",
        ["500"] = "A fault of ours; the log has the details under the trace id.",
        ["502"] = "The agents that were asked failed.",
        ["503"] = "A part that is needed is away, or no agent is available; Retry-After says when to come back.",
        ["504"] = "The agents that were asked did not answer in time.",
    };

    internal static void AddGridOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "OrleansAgentGrid",
                Version = "v1",
                Description = "Register agents, balance requests over them, see what happened. Errors are problem details (RFC 9457) on /api and OpenAI's error object on /v1.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[BearerScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(DescribeAsync);
    });

    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var anonymous = metadata.OfType<IAllowAnonymous>().Any();
        operation.Responses ??= new OpenApiResponses();
        List<string> common = anonymous ? ["429", "500"] : ["401", "403", "429", "500", "503"];
        if (operation.RequestBody is not null) common.AddRange(["400", "413", "415"]);
        else if (operation.Parameters is { Count: > 0 }) common.Add("400");
        foreach (var status in common) operation.Responses.TryAdd(status, new OpenApiResponse());
        foreach (var (status, response) in operation.Responses)
            if (Statuses.TryGetValue(status, out var text)) response.Description = text;
        if (!anonymous)
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, context.Document)] = [] }];
        }

        if (metadata.OfType<IdempotentAttribute>().Any())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Description = "The same key and body give the same answer for 24 hours; another body is 422. Streams and failures are not kept.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 255 },
            });
        }

        if (metadata.OfType<FormFieldsAttribute>().FirstOrDefault() is { } form)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/x-www-form-urlencoded"] = new()
                    {
                        Schema = new OpenApiSchema
                        {
                            Type = JsonSchemaType.Object,
                            Properties = form.Names.ToDictionary(name => name, _ => (IOpenApiSchema)new OpenApiSchema { Type = JsonSchemaType.String }),
                        },
                    },
                },
            };
        }
        else if (operation.RequestBody?.Content is { } content && metadata.OfType<ExampleAttribute>().FirstOrDefault() is { } example)
            foreach (var media in content.Values) media.Example = JsonNode.Parse(example.Json);
        return Task.CompletedTask;
    }
}
