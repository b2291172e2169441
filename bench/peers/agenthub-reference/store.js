import { readFile } from 'node:fs/promises';
import pg from 'pg';

const UNIQUE_VIOLATION = '23505';

// One round trip per message: membership, the duplicate check, the next seq (the row lock gives the order) and the insert. Two equal messages at the same time meet at the
// unique constraint: the second statement fails as a whole, so that its seq is given back.
const POST = {
  name: 'post',
  text: `
    WITH known AS (
      SELECT id, seq, created_at FROM messages WHERE room_id = $1 AND sender_id = $2 AND client_message_id = $3),
    place AS (
      UPDATE rooms SET head = head + 1
      WHERE id = $1 AND NOT EXISTS (SELECT FROM known) AND EXISTS (SELECT FROM room_members WHERE room_id = $1 AND agent_id = $2)
      RETURNING head),
    written AS (
      INSERT INTO messages (room_id, seq, id, sender_id, body, client_message_id, created_at)
      SELECT $1, head, $4, $2, $5, $3, now() FROM place
      RETURNING id, seq, created_at)
    SELECT id, seq, created_at, false AS duplicate FROM written
    UNION ALL
    SELECT id, seq, created_at, true FROM known`,
};

const HISTORY = {
  name: 'history',
  text: `
    SELECT m.id, m.seq, m.sender_id, a.name AS sender_name, m.body, m.client_message_id, m.created_at
    FROM messages m JOIN agents a ON a.id = m.sender_id
    WHERE m.room_id = $1 AND m.seq < $2 ORDER BY m.seq DESC LIMIT $3`,
};

const REPLAY = {
  name: 'replay',
  text: `
    SELECT m.id, m.seq, m.sender_id, a.name AS sender_name, m.body, m.client_message_id, m.created_at
    FROM messages m JOIN agents a ON a.id = m.sender_id
    WHERE m.room_id = $1 AND m.seq > $2 ORDER BY m.seq LIMIT $3`,
};

const IS_MEMBER = { name: 'is-member', text: 'SELECT 1 FROM room_members WHERE room_id = $1 AND agent_id = $2' };

const ROOMS_OF = {
  name: 'rooms-of',
  text: 'SELECT r.id, r.name, r.head FROM room_members m JOIN rooms r ON r.id = m.room_id WHERE m.agent_id = $1',
};

// A seq fits a JavaScript number for longer than any room lives.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Everything that is kept in PostgreSQL. */
export class Store {
  constructor(connectionString, connections) {
    this.pool = new pg.Pool({ connectionString, max: connections, min: connections, idleTimeoutMillis: 0 });
  }

  async migrate() {
    await this.pool.query(await readFile(new URL('schema.sql', import.meta.url), 'utf8'));
  }

  /** @returns the written message, or the first one with the same client message id; null for a sender who is no member. */
  async post(roomId, senderId, clientMessageId, id, body) {
    const statement = { ...POST, values: [roomId, senderId, clientMessageId, id, body] };
    try {
      return (await this.pool.query(statement)).rows[0] ?? null;
    } catch (error) {
      if (error.code !== UNIQUE_VIOLATION) throw error;
      return (await this.pool.query(statement)).rows[0] ?? null;
    }
  }

  async isMember(roomId, agentId) {
    return (await this.pool.query({ ...IS_MEMBER, values: [roomId, agentId] })).rowCount === 1;
  }

  async roomsOf(agentId) {
    return (await this.pool.query({ ...ROOMS_OF, values: [agentId] })).rows;
  }

  async history(roomId, before, limit) {
    return (await this.pool.query({ ...HISTORY, values: [roomId, before, limit] })).rows;
  }

  async replay(roomId, after, limit) {
    return (await this.pool.query({ ...REPLAY, values: [roomId, after, limit] })).rows;
  }

  async createAgent(id, name) {
    await this.pool.query('INSERT INTO agents (id, name) VALUES ($1, $2)', [id, name]);
  }

  async createRoom(id, name) {
    await this.pool.query('INSERT INTO rooms (id, name) VALUES ($1, $2)', [id, name]);
  }

  async addMember(roomId, agentId) {
    await this.pool.query('INSERT INTO room_members (room_id, agent_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [roomId, agentId]);
  }

  end() {
    return this.pool.end();
  }
}
