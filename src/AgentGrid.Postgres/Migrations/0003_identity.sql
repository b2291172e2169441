-- People, their sessions and second factors, API tokens, signing keys, and what processes must forget. The outbox of the audit log comes first: every change writes to it.

CREATE TABLE audit_outbox (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chain  text NOT NULL CHECK (length(chain) BETWEEN 1 AND 200),
    event  text NOT NULL CHECK (length(event) <= 65536)
);

CREATE TABLE users (
    id                      uuid PRIMARY KEY,
    position                bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    email                   text NOT NULL CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    display_name            text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 800),
    role                    text NOT NULL CHECK (role IN ('admin', 'operator', 'user')),
    password_hash           text NOT NULL CHECK (password_hash LIKE '$scrypt$%'),
    password_version        int NOT NULL DEFAULT 1,      -- counts password changes: a sign-in that began before one does not end after it
    totp_secret_encrypted   text CHECK (totp_secret_encrypted LIKE 'enc:%'),
    totp_pending_encrypted  text CHECK (totp_pending_encrypted LIKE 'enc:%'),
    totp_last_step          bigint,                      -- last accepted step, changed by compare-and-set
    disabled_at             timestamptz,
    last_sign_in_at         timestamptz,
    version                 int NOT NULL DEFAULT 1 CHECK (version >= 1),
    operation_id            text UNIQUE CHECK (length(operation_id) BETWEEN 1 AND 200),
    created_at              timestamptz NOT NULL,
    updated_at              timestamptz NOT NULL,
    deleted_at              timestamptz
);
CREATE UNIQUE INDEX users_email_key ON users (email) WHERE deleted_at IS NULL;
CREATE INDEX users_admin_idx ON users (id) WHERE role = 'admin' AND deleted_at IS NULL;

CREATE TABLE user_backup_codes (
    user_id    uuid NOT NULL REFERENCES users (id),
    number     int NOT NULL CHECK (number BETWEEN 0 AND 9),
    code_hash  text NOT NULL CHECK (code_hash LIKE '$scrypt$%'),
    used_at    timestamptz,
    PRIMARY KEY (user_id, number)
);

CREATE TABLE sessions (
    id               uuid PRIMARY KEY,
    user_id          uuid NOT NULL REFERENCES users (id),
    purpose          text NOT NULL CHECK (purpose IN ('api', 'connect')),  -- the API and the console, or only the authorization server's pages
    methods          text[] NOT NULL,                                      -- RFC 8176: pwd, otp, mfa
    device           text NOT NULL CHECK (length(device) <= 100),
    address          text CHECK (length(address) <= 100),
    user_agent       text CHECK (length(user_agent) <= 400),
    signed_in_at     timestamptz NOT NULL,
    last_seen_at     timestamptz NOT NULL,
    ends_at          timestamptz NOT NULL,                                 -- the absolute end
    revoked_at       timestamptz
);
CREATE INDEX sessions_user_idx ON sessions (user_id, id DESC);
CREATE INDEX sessions_ends_idx ON sessions (ends_at);

CREATE TABLE api_tokens (
    prefix        text PRIMARY KEY CHECK (prefix ~ '^(agt|usr)_[a-z0-9]{6}$'),
    position      bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    agent_id      uuid REFERENCES agents (id),
    user_id       uuid REFERENCES users (id),
    name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 800),
    token_hash    text NOT NULL CHECK (token_hash LIKE '$argon2id$%'),
    scopes        text NOT NULL CHECK (scopes <> ''),
    operation_id  text NOT NULL UNIQUE CHECK (length(operation_id) BETWEEN 1 AND 200),
    created_at    timestamptz NOT NULL,
    created_by    text NOT NULL,
    expires_at    timestamptz,
    last_used_at  timestamptz,
    revoked_at    timestamptz,
    CHECK ((agent_id IS NULL) <> (user_id IS NULL)),
    CHECK ((prefix LIKE 'agt%') = (agent_id IS NOT NULL))
);
CREATE INDEX api_tokens_agent_idx ON api_tokens (agent_id, position) WHERE agent_id IS NOT NULL;
CREATE INDEX api_tokens_user_idx ON api_tokens (user_id, position) WHERE user_id IS NOT NULL;

CREATE TABLE signing_keys (
    key_id                 text PRIMARY KEY,
    algorithm              text NOT NULL CHECK (algorithm IN ('ES256', 'RS256')),
    generation             int NOT NULL CHECK (generation >= 1),
    private_key_encrypted  text CHECK (private_key_encrypted LIKE 'enc:%'),  -- PKCS#8; null once the key neither signs nor verifies
    published_at           timestamptz NOT NULL,
    signs_from             timestamptz NOT NULL,
    revoked_at             timestamptz,
    UNIQUE (algorithm, generation)
);

-- News of what ended or changed, for what processes remember. The head's row lock makes versions appear in the order of their commits.
CREATE TABLE revocation_head (
    singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    version    bigint NOT NULL
);
INSERT INTO revocation_head (version) VALUES (0);
CREATE TABLE revocations (
    version  bigint PRIMARY KEY,
    tag      text NOT NULL CHECK (length(tag) BETWEEN 1 AND 200),
    at       timestamptz NOT NULL
);
CREATE INDEX revocations_at_idx ON revocations (at);

GRANT SELECT, INSERT, DELETE ON audit_outbox TO grid_app;
GRANT SELECT, INSERT, UPDATE ON users, api_tokens, signing_keys TO grid_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON user_backup_codes, sessions TO grid_app;
GRANT SELECT, UPDATE ON revocation_head TO grid_app;
GRANT SELECT, INSERT, DELETE ON revocations TO grid_app;
