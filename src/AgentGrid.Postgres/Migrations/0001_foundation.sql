-- What the first version stands on: agents and their health, idempotent answers, limit overrides, settings.
-- Runs as the owner. The application works as grid_app and may do what is granted here and nothing else.

REVOKE CREATE ON SCHEMA public FROM PUBLIC;

CREATE TABLE agents (
    id                    uuid PRIMARY KEY,
    position              bigint GENERATED ALWAYS AS IDENTITY UNIQUE,   -- order of registration: ties in balancing, pages of lists
    name                  text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
    display_name          text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 800),
    role                  text NOT NULL CHECK (role IN ('admin', 'agent')),
    kind                  text NOT NULL CHECK (kind IN ('openai', 'anthropic', 'gemini', 'ollama', 'openclaw', 'none')),
    endpoint              text CHECK (length(endpoint) BETWEEN 1 AND 2048),
    model                 text CHECK (length(model) BETWEEN 1 AND 200),
    api_key_encrypted     text CHECK (api_key_encrypted LIKE 'enc:%'),
    api_key_last4         text CHECK (length(api_key_last4) <= 4),
    pool                  text NOT NULL DEFAULT 'default' CHECK (pool ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
    weight                int NOT NULL DEFAULT 1 CHECK (weight BETWEEN 0 AND 1000),
    max_concurrency       int CHECK (max_concurrency >= 1),
    timeout_seconds       int NOT NULL DEFAULT 60 CHECK (timeout_seconds BETWEEN 1 AND 3600),
    max_fails             int NOT NULL DEFAULT 3 CHECK (max_fails >= 0),
    fail_timeout_seconds  int NOT NULL DEFAULT 10 CHECK (fail_timeout_seconds BETWEEN 1 AND 3600),
    health_path           text CHECK (health_path LIKE '/%' AND length(health_path) <= 1024),
    status                text NOT NULL DEFAULT 'unknown' CHECK (status IN ('healthy', 'unhealthy', 'unknown', 'draining')),
    status_changed_at     timestamptz NOT NULL,
    version               int NOT NULL DEFAULT 1 CHECK (version >= 1),
    operation_id          text UNIQUE CHECK (length(operation_id) BETWEEN 1 AND 200),
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL,
    deleted_at            timestamptz,
    CHECK ((api_key_encrypted IS NULL) = (api_key_last4 IS NULL))
);
CREATE UNIQUE INDEX agents_name_key ON agents (name) WHERE deleted_at IS NULL;
CREATE INDEX agents_pool_idx ON agents (pool, position) WHERE deleted_at IS NULL;

CREATE TABLE agent_health_events (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agent_id  uuid NOT NULL REFERENCES agents (id),
    at        timestamptz NOT NULL,
    status    text NOT NULL CHECK (status IN ('healthy', 'unhealthy', 'unknown', 'draining')),
    detail    text CHECK (length(detail) <= 1000)
);
CREATE INDEX agent_health_events_agent_idx ON agent_health_events (agent_id, id DESC);

CREATE TABLE idempotency_keys (
    subject       text NOT NULL CHECK (length(subject) <= 200),
    key           text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    route         text NOT NULL,
    request_hash  bytea NOT NULL,
    state         text NOT NULL CHECK (state IN ('running', 'done')),
    owner         uuid NOT NULL,          -- the attempt that may complete the answer
    owner_until   timestamptz NOT NULL,   -- afterwards another attempt may take over
    status        int,
    headers       jsonb,
    body          bytea,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    PRIMARY KEY (subject, key),
    CHECK (state = 'running' OR (status IS NOT NULL AND headers IS NOT NULL AND body IS NOT NULL))
);
CREATE INDEX idempotency_keys_expires_idx ON idempotency_keys (expires_at);

CREATE TABLE limit_overrides (
    policy          text NOT NULL CHECK (length(policy) BETWEEN 1 AND 100),
    scope           text NOT NULL CHECK (scope IN ('subject', 'token', 'address')),
    subject         text NOT NULL CHECK (length(subject) BETWEEN 1 AND 200),
    permits         int NOT NULL CHECK (permits >= 1),
    window_seconds  int NOT NULL CHECK (window_seconds BETWEEN 1 AND 86400),
    created_at      timestamptz NOT NULL,
    created_by      text NOT NULL,
    PRIMARY KEY (policy, scope, subject)
);

CREATE TABLE system_settings (
    key         text PRIMARY KEY CHECK (key ~ '^[a-z0-9][a-z0-9._-]{0,126}$'),
    value       text NOT NULL,
    is_secret   boolean NOT NULL,
    updated_at  timestamptz NOT NULL,
    CHECK (NOT is_secret OR value LIKE 'enc:%')
);

GRANT USAGE ON SCHEMA public TO grid_app;
GRANT SELECT, INSERT, UPDATE ON agents TO grid_app;
GRANT SELECT, INSERT ON agent_health_events TO grid_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys, limit_overrides, system_settings TO grid_app;
