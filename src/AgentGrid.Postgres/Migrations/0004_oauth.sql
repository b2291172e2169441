-- The authorization server: clients, what users authorized them to (grants), the codes and refresh families of grants, and consents. Hashes are SHA-256.

CREATE TABLE oauth_clients (
    client_id                  text PRIMARY KEY CHECK (client_id ~ '^[a-z0-9][a-z0-9._-]{1,62}$'),   -- never given again, so that nothing of a deleted client is revived by the next
    position                   bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    name                       text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    type                       text NOT NULL CHECK (type IN ('public', 'confidential')),
    secret_hash                bytea CHECK (octet_length(secret_hash) = 32),
    grant_types                text[] NOT NULL CHECK (cardinality(grant_types) BETWEEN 1 AND 3),
    redirect_uris              text[] NOT NULL CHECK (cardinality(redirect_uris) <= 20 AND octet_length(array_to_string(redirect_uris, '')) <= 40960),
    post_logout_redirect_uris  text[] NOT NULL CHECK (cardinality(post_logout_redirect_uris) <= 20 AND octet_length(array_to_string(post_logout_redirect_uris, '')) <= 40960),
    scopes                     text NOT NULL CHECK (length(scopes) BETWEEN 1 AND 100),
    id_token_algorithm         text NOT NULL CHECK (id_token_algorithm IN ('RS256', 'ES256')),
    role                       text CHECK (role IN ('user', 'operator', 'admin')),
    is_first_party             boolean NOT NULL,
    version                    int NOT NULL DEFAULT 1 CHECK (version >= 1),
    operation_id               text UNIQUE CHECK (length(operation_id) BETWEEN 1 AND 200),
    created_at                 timestamptz NOT NULL,
    updated_at                 timestamptz NOT NULL,
    deleted_at                 timestamptz,
    CHECK (deleted_at IS NOT NULL OR (secret_hash IS NOT NULL) = (type = 'confidential'))
);

-- One authorization. Revoking it ends all that was issued for it: code, refresh tokens and, by their sid, access tokens.
CREATE TABLE oauth_grants (
    id          uuid PRIMARY KEY,
    client_id   text NOT NULL REFERENCES oauth_clients (client_id),
    user_id     uuid NOT NULL REFERENCES users (id),
    session_id  uuid NOT NULL,                 -- the session the user was signed in with; it may be deleted before the grant
    scopes      text NOT NULL CHECK (length(scopes) BETWEEN 1 AND 100),
    created_at  timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,          -- nothing of it can be good any more
    revoked_at  timestamptz
);
CREATE INDEX oauth_grants_client_idx ON oauth_grants (client_id) WHERE revoked_at IS NULL;
CREATE INDEX oauth_grants_user_idx ON oauth_grants (user_id) WHERE revoked_at IS NULL;
CREATE INDEX oauth_grants_session_idx ON oauth_grants (session_id) WHERE revoked_at IS NULL;
CREATE INDEX oauth_grants_ends_idx ON oauth_grants (ends_at);

-- Kept as long as the grant, so that a replay is seen.
CREATE TABLE oauth_codes (
    hash              bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    grant_id          uuid NOT NULL UNIQUE REFERENCES oauth_grants (id) ON DELETE CASCADE,
    redirect_uri      text NOT NULL CHECK (length(redirect_uri) BETWEEN 1 AND 2048),
    code_challenge    text NOT NULL CHECK (length(code_challenge) = 43),
    nonce             text CHECK (length(nonce) <= 1024),
    methods           text[] NOT NULL CHECK (cardinality(methods) <= 10),
    authenticated_at  timestamptz NOT NULL,
    issued_at         timestamptz NOT NULL,
    spent_at          timestamptz
);

-- Has no end of its own: it ends with its grant, so that there is one truth.
CREATE TABLE oauth_refresh_families (
    hash          bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    grant_id      uuid NOT NULL UNIQUE REFERENCES oauth_grants (id) ON DELETE CASCADE,
    current_hash  bytea NOT NULL CHECK (octet_length(current_hash) = 32),
    started_at    timestamptz NOT NULL,
    rotated_at    timestamptz NOT NULL
);

CREATE TABLE oauth_consents (
    user_id    uuid NOT NULL REFERENCES users (id),
    client_id  text NOT NULL REFERENCES oauth_clients (client_id),
    scopes     text[] NOT NULL CHECK (cardinality(scopes) BETWEEN 1 AND 20),
    given_at   timestamptz NOT NULL,
    PRIMARY KEY (user_id, client_id)
);

GRANT SELECT, INSERT, UPDATE ON oauth_clients TO grid_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON oauth_grants, oauth_codes, oauth_refresh_families, oauth_consents TO grid_app;
