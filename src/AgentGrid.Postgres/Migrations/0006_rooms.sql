-- Rooms, their members, and what was said in them.

CREATE TABLE rooms (
    id            uuid PRIMARY KEY,
    position      bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    slug          text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
    name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    epoch         bigint NOT NULL DEFAULT 1 CHECK (epoch >= 1),   -- to be raised by hand after a backup was put back, see docs/rooms.md
    version       int NOT NULL DEFAULT 1 CHECK (version >= 1),    -- counts changes of the room and of its members; messages are written only by who knows the newest
    operation_id  text UNIQUE CHECK (length(operation_id) BETWEEN 1 AND 200),
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    deleted_at    timestamptz
);
CREATE UNIQUE INDEX rooms_slug_key ON rooms (slug) WHERE deleted_at IS NULL;

CREATE TABLE room_members (
    room_id    uuid NOT NULL REFERENCES rooms (id),
    agent_id   uuid REFERENCES agents (id),
    user_id    uuid REFERENCES users (id),
    member_id  uuid NOT NULL GENERATED ALWAYS AS (coalesce(agent_id, user_id)) STORED,
    position   bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    added_at   timestamptz NOT NULL,
    PRIMARY KEY (room_id, member_id),
    CHECK ((agent_id IS NULL) <> (user_id IS NULL))
);
CREATE INDEX room_members_member_idx ON room_members (member_id);

-- The head of a room is its last row here: a copy elsewhere could disagree with it, and would cost every message a second write.
-- No foreign key to rooms: the one statement that writes joins the room's row, at a certain version, which says more.
CREATE TABLE room_messages (
    room_id               uuid NOT NULL,
    seq                   bigint NOT NULL CHECK (seq >= 1),
    id                    uuid NOT NULL,
    epoch                 bigint NOT NULL CHECK (epoch >= 1),
    sender_id             uuid NOT NULL,
    sender_kind           text NOT NULL CHECK (sender_kind IN ('agent', 'user')),
    sender_name           text NOT NULL,
    body                  text NOT NULL CHECK (octet_length(body) BETWEEN 1 AND 65536),
    content_type          text NOT NULL CHECK (content_type IN ('text/plain', 'text/markdown', 'application/json')),
    reply_to              uuid,
    metadata              text CHECK (octet_length(metadata) <= 8192),
    client_message_id     text NOT NULL CHECK (length(client_message_id) BETWEEN 1 AND 128),
    created_at            timestamptz NOT NULL,
    fingerprint           bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    previous_fingerprint  bytea NOT NULL CHECK (octet_length(previous_fingerprint) = 32),
    CONSTRAINT room_messages_seq_key PRIMARY KEY (room_id, seq),
    CONSTRAINT room_messages_client_key UNIQUE (room_id, sender_id, client_message_id),
    CONSTRAINT room_messages_id_key UNIQUE (id)
);

-- How much of each room the system's audit chain was told of; what it was told is there.
CREATE TABLE room_anchors (
    room_id  uuid PRIMARY KEY REFERENCES rooms (id),
    seq      bigint NOT NULL CHECK (seq >= 1)
);

GRANT SELECT, INSERT, UPDATE ON room_anchors TO grid_app;
GRANT SELECT, INSERT, UPDATE ON rooms TO grid_app;
GRANT SELECT, INSERT, DELETE ON room_members TO grid_app;
GRANT SELECT, INSERT ON room_messages TO grid_app;
