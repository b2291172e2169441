namespace AgentGrid.Domain.Audit;

/// <summary>The closed list of what is recorded: <c>thing.deed</c>.</summary>
public static class AuditActions
{
    public const string AgentRegistered = "agent.registered";
    public const string AgentUpdated = "agent.updated";
    public const string AgentDeregistered = "agent.deregistered";
    public const string AgentHealthChanged = "agent.health";
    public const string DispatchDone = "dispatch.done";
    public const string LimitOverridden = "limit.overridden";
    public const string LimitRestored = "limit.restored";
    public const string RequestRefused = "request.refused";
    public const string UserCreated = "user.created";
    public const string UserUpdated = "user.updated";
    public const string UserDeleted = "user.deleted";
    public const string UserSignedIn = "user.signed_in";
    public const string UserSignInFailed = "user.sign_in_failed";
    public const string UserSignedOut = "user.signed_out";
    public const string UserSessionsEnded = "user.sessions_ended";
    public const string PasswordChanged = "user.password_changed";
    public const string SecondFactorBegun = "user.second_factor_begun";
    public const string SecondFactorAdded = "user.second_factor_added";
    public const string SecondFactorRemoved = "user.second_factor_removed";
    public const string SecondFactorReset = "user.second_factor_reset";
    public const string BackupCodesReplaced = "user.backup_codes_replaced";
    public const string TokenCreated = "token.created";
    public const string TokenRevoked = "token.revoked";
    public const string ClientCreated = "client.created";
    public const string ClientUpdated = "client.updated";
    public const string ClientDeleted = "client.deleted";
    public const string ClientAuthenticationFailed = "client.authentication_failed";
    public const string ConsentGiven = "consent.given";
    public const string GrantIssued = "grant.issued";
    public const string GrantRevoked = "grant.revoked";
    public const string TokenIssued = "token.issued";
    public const string SigningKeyCreated = "key.created";
    public const string SigningKeyRetired = "key.retired";
    public const string DispatchesUnrecorded = "dispatch.unrecorded";
    public const string DispatchesLost = "dispatch.lost";
    public const string AuditHeartbeat = "audit.heartbeat";
    public const string AuditSealed = "audit.sealed";
    public const string AuditEventUnreadable = "audit.event_unreadable";
    public const string RoomCreated = "room.created";
    public const string RoomUpdated = "room.updated";
    public const string RoomDeleted = "room.deleted";
    public const string RoomMemberAdded = "room.member_added";
    public const string RoomMemberRemoved = "room.member_removed";
    public const string RoomAnchored = "room.anchored";
    public const string MessageSent = "message.sent";
}
