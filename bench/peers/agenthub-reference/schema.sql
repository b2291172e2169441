CREATE TABLE IF NOT EXISTS agents (
    id    uuid PRIMARY KEY,
    name  text NOT NULL
);

CREATE TABLE IF NOT EXISTS rooms (
    id    uuid PRIMARY KEY,
    name  text NOT NULL,
    head  bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50); -- the head changes with every message: room on the page keeps those updates out of the index

CREATE TABLE IF NOT EXISTS room_members (
    room_id   uuid NOT NULL REFERENCES rooms (id),
    agent_id  uuid NOT NULL REFERENCES agents (id),
    PRIMARY KEY (room_id, agent_id)
);
CREATE INDEX IF NOT EXISTS room_members_agent_idx ON room_members (agent_id);

CREATE TABLE IF NOT EXISTS messages (
    room_id            uuid NOT NULL,
    seq                bigint NOT NULL,
    id                 uuid NOT NULL UNIQUE,
    sender_id          uuid NOT NULL,
    body               text NOT NULL,
    client_message_id  text NOT NULL,
    created_at         timestamptz NOT NULL,
    PRIMARY KEY (room_id, seq),
    UNIQUE (room_id, sender_id, client_message_id)
);
