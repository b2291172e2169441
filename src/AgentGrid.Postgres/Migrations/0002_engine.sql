-- What the embedded engine keeps: states of grains and reminders. Both may be lost: grains rebuild them from business rows.
-- On the Orleans engine these tables stay empty; its own are made by its own scripts.

CREATE SEQUENCE engine_version;

CREATE TABLE engine_state (
    storage      text NOT NULL CHECK (length(storage) <= 200),
    state        text NOT NULL CHECK (length(state) <= 200),
    grain_type   text NOT NULL CHECK (length(grain_type) <= 200),
    grain_key    text NOT NULL CHECK (length(grain_key) <= 1000),
    body         json NOT NULL,   -- not jsonb: the order of members matters to polymorphic types
    version      bigint NOT NULL DEFAULT nextval('engine_version'),   -- the ETag: no two writes share one
    modified_at  timestamptz NOT NULL,
    PRIMARY KEY (grain_type, grain_key, storage, state)
);

CREATE TABLE engine_reminders (
    grain_type  text NOT NULL CHECK (length(grain_type) <= 200),
    grain_key   text NOT NULL CHECK (length(grain_key) <= 1000),
    name        text NOT NULL CHECK (length(name) <= 200),
    start_at    timestamptz NOT NULL,
    period      interval NOT NULL,
    next_due    timestamptz NOT NULL,
    version     bigint NOT NULL DEFAULT nextval('engine_version'),
    PRIMARY KEY (grain_type, grain_key, name)
);
CREATE INDEX engine_reminders_due_idx ON engine_reminders (next_due);

GRANT SELECT, INSERT, UPDATE, DELETE ON engine_state, engine_reminders TO grid_app;
GRANT USAGE ON SEQUENCE engine_version TO grid_app;
