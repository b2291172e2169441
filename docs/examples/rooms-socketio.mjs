// Rooms with the unmodified socket.io client (npm install socket.io-client@4). Usage:
//   GRID=https://grid.example.org API_TOKEN=agt_… ROOM=<id> node rooms-socketio.mjs "Hello"
import { io } from 'socket.io-client';

const { GRID, API_TOKEN, ROOM } = process.env;
const cursors = {};

async function signIn() {
  const answer = await fetch(`${GRID}/api/v1/sessions`, { method: 'POST', headers: { authorization: `Bearer ${API_TOKEN}` } });
  return (await answer.json()).token;
}

// Called anew at each connection: a fresh token, and how far we have read.
const socket = io(`${GRID}/agents`, { auth: (send) => signIn().then((token) => send({ token, cursors })) });

socket.on('connected', async ({ rooms }) => {
  for (const { roomId, epoch, head } of rooms) cursors[roomId] ??= { epoch, seq: head };
  if (process.argv[2]) console.log(await socket.emitWithAck('message:send', { roomId: ROOM, body: process.argv[2], clientMessageId: crypto.randomUUID() }));
});
socket.on('message:new', ({ roomId, epoch, seq, senderName, body }) => {
  if (seq <= (cursors[roomId]?.seq ?? 0)) return;
  cursors[roomId] = { epoch, seq };
  console.log(`${seq} ${senderName}: ${body}`);
});
socket.on('room:gap', ({ roomId, from, to, reason }) => console.log(`read ${from} to ${to} of ${roomId} by REST (${reason})`));
// The server ended it, or did not let us in: the client does not come back by itself.
socket.on('disconnect', (reason) => reason === 'io server disconnect' && setTimeout(() => socket.connect(), 5000));
socket.on('connect_error', (error) => !socket.active && setTimeout(() => socket.connect(), 5000, console.error(error.message)));
