using AgentGrid.Domain.Agents;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.ApiTokens;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Domain.Limits;
using AgentGrid.Domain.Rooms;
using AgentGrid.Domain.Settings;
using AgentGrid.Postgres.Agents;
using AgentGrid.Postgres.Audit;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Identity;
using AgentGrid.Postgres.Identity.OAuth;
using AgentGrid.Postgres.Limits;
using AgentGrid.Postgres.Rooms;
using AgentGrid.Postgres.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Postgres;

/// <summary>Puts the database and its stores into a host.</summary>
public static class PostgresServiceCollectionExtensions
{
    /// <summary>Adds the open database and every store; the host disposes neither. How long sessions live can be set by another <see cref="SessionPolicy"/> added afterwards.</summary>
    public static IServiceCollection AddPostgresStores(this IServiceCollection services, GridDatabase database) => services
        .AddSingleton(database)
        .AddSingleton(database.DataSource)
        .AddSingleton<IAgentStore, PostgresAgentStore>()
        .AddSingleton<IApiTokenStore, PostgresApiTokenStore>()
        .AddSingleton<ICredentialSource, ApiTokenCredentials>()
        .AddSingleton<IAuditStore, PostgresAuditStore>()
        .AddSingleton<IAuditCheckpointStore, PostgresAuditCheckpointStore>()
        .AddSingleton<IAuditVerificationStore, PostgresAuditVerificationStore>()
        .AddSingleton<IAuditSealStore, PostgresAuditSealStore>()
        .AddSingleton<IIdempotencyStore, PostgresIdempotencyStore>()
        .AddSingleton<ILimitOverrideStore, PostgresLimitOverrideStore>()
        .AddSingleton<PostgresRoomStore>()
        .AddSingleton<IRoomStore>(provider => provider.GetRequiredService<PostgresRoomStore>())
        .AddSingleton<IRoomChainStore>(provider => provider.GetRequiredService<PostgresRoomStore>())
        .AddSingleton<ISettingStore, PostgresSettingStore>()
        .AddSingleton<ISigningKeyStore, PostgresSigningKeyStore>()
        .AddSingleton(SessionPolicy.Default)
        .AddSingleton<IUserStore, PostgresUserStore>()
        .AddSingleton<ISessionStore, PostgresSessionStore>()
        .AddSingleton<ICredentialSource, SessionCredentials>()
        .AddSingleton<ICredentialNewsFeed, PostgresCredentialNewsFeed>()
        .AddSingleton<IOAuthClientStore, PostgresOAuthClientStore>()
        .AddSingleton<IOAuthGrantStore, PostgresOAuthGrantStore>()
        .AddSingleton<IConsentStore, PostgresConsentStore>()
        .AddSingleton<ICredentialSource, GrantCredentials>()
        .AddSingleton<ICredentialSource, ClientCredentials>();
}
