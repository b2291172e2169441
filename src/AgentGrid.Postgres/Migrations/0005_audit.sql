-- The audit log. What holds an entry in its chain is kept for ever, apart from what the entry says: a content may be sealed away, and the chain still verifies.
-- The application adds and reads, and can change or delete nothing here; grid_sealer may delete contents and nothing else.

-- Chains by number, so that an entry does not repeat a name. The name itself is under every fingerprint.
CREATE TABLE audit_chains (
    id    int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name  text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9:_.-]{1,200}$')
);

CREATE TABLE audit_heads (
    index                 bigint NOT NULL CHECK (index >= 1),    -- without gaps through all epochs
    chain                 int NOT NULL,
    epoch                 int NOT NULL CHECK (epoch >= 1),
    version               smallint NOT NULL,
    previous_fingerprint  bytea NOT NULL CHECK (octet_length(previous_fingerprint) = 32),
    content_hash          bytea NOT NULL CHECK (octet_length(content_hash) = 32),
    fingerprint           bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    -- Either would do against a fork by writers that count right; together no two entries can take one place or follow one entry.
    PRIMARY KEY (chain, index),
    CONSTRAINT audit_heads_previous_key UNIQUE (chain, previous_fingerprint)
);

CREATE TABLE audit_contents (
    time         timestamptz NOT NULL,
    index        bigint NOT NULL,
    chain        int NOT NULL,
    result       smallint NOT NULL CHECK (result BETWEEN 0 AND 2),   -- ok, refused, failed
    action       text NOT NULL,
    actor_id     text NOT NULL,
    actor_kind   text NOT NULL,
    actor_name   text,
    target_type  text,
    target_id    text,
    target_name  text,
    address      text,
    request_id   text,
    details      text,   -- as it was given: the hash is over its canonical form
    PRIMARY KEY (chain, index),
    CHECK ((target_type IS NULL) = (target_id IS NULL) AND (target_name IS NULL OR target_id IS NOT NULL))
);
-- Lists are sorted by time. Ids are indexed by their last characters, which in a UUID are the random ones: half the size, and as selective.
-- What most entries have (a dispatch, the result ok) is found by time alone.
CREATE INDEX audit_contents_time_idx ON audit_contents (chain, time);
CREATE INDEX audit_contents_actor_idx ON audit_contents (chain, right(actor_id, 8), time);
CREATE INDEX audit_contents_target_idx ON audit_contents (chain, right(target_id, 8), time) WHERE target_id IS NOT NULL;
CREATE INDEX audit_contents_action_idx ON audit_contents (chain, action, time) WHERE action <> 'dispatch.done';
CREATE INDEX audit_contents_result_idx ON audit_contents (chain, result, time) WHERE result <> 0;

CREATE TABLE audit_checkpoints (
    number      bigint PRIMARY KEY CHECK (number >= 1),
    time        timestamptz NOT NULL,
    checkpoint  text NOT NULL   -- the signed line, as it also lies outside of the database
);

-- How long an event has been waiting for its chain.
ALTER TABLE audit_outbox ADD COLUMN at timestamptz NOT NULL DEFAULT now();

GRANT SELECT, INSERT ON audit_chains, audit_heads, audit_contents, audit_checkpoints TO grid_app;
GRANT USAGE ON SCHEMA public TO grid_sealer;
GRANT SELECT ON audit_chains, audit_heads TO grid_sealer;
GRANT SELECT, DELETE ON audit_contents TO grid_sealer;
