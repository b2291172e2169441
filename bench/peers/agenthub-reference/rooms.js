import { randomUUID } from 'node:crypto';
import { Server } from 'socket.io';

const MAX_BODY_BYTES = 64 * 1024;
const MAX_REPLAY = 500;

const messageOf = (roomId, row) => ({
  id: row.id,
  roomId,
  seq: row.seq,
  senderId: row.sender_id,
  senderName: row.sender_name,
  body: row.body,
  clientMessageId: row.client_message_id,
  createdAt: row.created_at,
});

const refused = (error, message) => ({ ok: false, error, message });

/** socket.io namespace /agents over the HTTP server. */
export function serveRooms(httpServer, store, verify, log) {
  const io = new Server(httpServer, { serveClient: false, pingInterval: 10_000, pingTimeout: 10_000, maxHttpBufferSize: 2 * MAX_BODY_BYTES, perMessageDeflate: false });
  const agents = io.of('/agents');

  agents.use((socket, next) => {
    try {
      const claims = verify(socket.handshake.auth.token ?? socket.handshake.query.token);
      socket.data = { agentId: claims.sub, name: claims.name };
      next();
    } catch {
      next(new Error('unauthenticated'));
    }
  });

  agents.on('connection', async socket => {
    const { agentId, name } = socket.data;

    // A failure of one event is its answer; a client without callback gets none.
    const on = (event, handle) => socket.on(event, async (argument, answer) => {
      const ack = typeof answer === 'function' ? answer : () => {};
      try {
        ack(await handle(argument ?? {}));
      } catch (error) {
        log.error(error);
        ack(refused('internal', 'The event could not be handled.'));
      }
    });

    on('message:send', async ({ roomId, body, clientMessageId }) => {
      if (typeof roomId !== 'string' || typeof body !== 'string' || body.length === 0 || Buffer.byteLength(body) > MAX_BODY_BYTES)
        return refused('invalid', 'roomId and body are needed.');
      const id = randomUUID();
      const client = typeof clientMessageId === 'string' ? clientMessageId : id;
      const row = await store.post(roomId, agentId, client, id, body);
      if (row === null) return refused('not_found', 'There is no such room.');
      if (!row.duplicate)
        agents.to(roomId).emit('message:new', { id, roomId, seq: row.seq, senderId: agentId, senderName: name, body, clientMessageId: client, createdAt: row.created_at });
      return { ok: true, messageId: row.id, seq: row.seq, duplicate: row.duplicate };
    });

    on('room:join', async ({ roomId }) => {
      if (!await store.isMember(roomId, agentId)) return refused('not_found', 'There is no such room.');
      await socket.join(roomId);
      return { ok: true, roomId };
    });

    on('room:leave', async ({ roomId }) => {
      await socket.leave(roomId);
      return { ok: true };
    });

    on('room:sync', async ({ roomId, after }) => {
      if (!await store.isMember(roomId, agentId)) return refused('not_found', 'There is no such room.');
      const missed = await store.replay(roomId, Number(after) || 0, MAX_REPLAY);
      for (const row of missed) socket.emit('message:new', messageOf(roomId, row));
      return { ok: true, replayed: missed.length };
    });

    try {
      const rooms = await store.roomsOf(agentId);
      await socket.join(rooms.map(room => room.id));
      socket.emit('connected', { connectionId: socket.id, rooms: rooms.map(room => ({ roomId: room.id, name: room.name, head: room.head })) });
      for (const room of rooms) socket.to(room.id).emit('presence:update', { roomId: room.id, joined: [agentId] });
      socket.on('disconnecting', () => {
        for (const room of rooms) socket.to(room.id).emit('presence:update', { roomId: room.id, left: [agentId] });
      });
    } catch (error) {
      log.error(error);
      socket.disconnect(true);
    }
  });

  return io;
}

/** What the history answers. */
export const historyOf = (roomId, rows, limit) => ({
  messages: rows.slice(0, limit).map(row => messageOf(roomId, row)),
  nextCursor: rows.length > limit ? rows[limit - 1].seq : null,
});
