using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.ApiTokens;
using AgentGrid.Domain.Identity.Hashing;

namespace AgentGrid.Api.Identity.ApiTokens;

/// <summary>Makes API tokens: generates and hashes them here, and has the owner's grain store what may be stored.</summary>
public sealed class ApiTokenMaker(IGrainFactory grains, HashingQueue queue, TimeProvider time)
{
    // Of 2.2 billion prefixes: the second is free unless something is wrong.
    private const int Attempts = 4;

    /// <summary>Makes a token. Its text is in the answer and nowhere else.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="operationId">Id of the operation.</param>
    /// <param name="owner">Whose it is to be.</param>
    /// <param name="fields">What was asked for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GridException">See <see cref="IApiTokensGrain.CreateAsync"/>.</exception>
    /// <exception cref="HashingQueueFullException">Too many wait to be hashed.</exception>
    public async Task<NewApiTokenResponse> MakeAsync(Caller caller, string operationId, TokenOwner owner, ApiTokenFields fields, CancellationToken cancellationToken)
    {
        if (ApiTokenRules.Validate(fields, time.GetUtcNow(), out var scopes) is { Count: > 0 } errors) throw GridException.Invalid(errors);
        // Nobody gives themselves more than the session has; what was named and is too much is refused by the grain.
        var names = owner.Kind == CallerKind.User && fields.Scopes is null ? scopes.ToNames().Intersect(caller.Scopes) : scopes.ToNames();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var token = ApiToken.Generate(owner.Kind == CallerKind.Agent ? ApiTokenKind.Agent : ApiTokenKind.User);
            var hash = await queue.RunAsync(HashingKind.Token, () => Argon2idHash.Create(token.Text, Argon2idParameters.Default).Text, cancellationToken);
            var stored = await owner.Grain(grains).CreateAsync(
                caller,
                operationId,
                new NewApiToken { Prefix = token.Prefix, Hash = hash, Name = fields.Name ?? ApiTokenRules.DefaultName, Scopes = [.. names], ExpiresAt = fields.ExpiresAt },
                cancellationToken);
            if (stored is not null) return new NewApiTokenResponse(token.Text, stored.Prefix, stored.Name, stored.Scopes, stored.CreatedAt, stored.ExpiresAt);
        }

        throw new GridException(GridErrorCode.Unavailable, "No free prefix was found for the token; try again.");
    }
}
