// Rooms over a plain WebSocket, with nothing but Node 22. Usage:
//   GRID=https://grid.example.org API_TOKEN=agt_… ROOM=<id> node rooms.mjs "Hello"
// Prints what is said in the room. Comes back by itself, from where it was, and reads by REST what the socket says it skipped.
const { GRID, API_TOKEN, ROOM } = process.env;
const cursors = {};
let words = process.argv[2];
let token;

async function signIn() {
  const answer = await fetch(`${GRID}/api/v1/sessions`, { method: 'POST', headers: { authorization: `Bearer ${API_TOKEN}` } });
  if (!answer.ok) throw new Error(`sign-in: ${answer.status}`);
  token = (await answer.json()).token;
}

// Messages may come again: only the next seq is news. One beyond it is not lost, but on its way.
function take(message) {
  const known = cursors[message.roomId]?.seq ?? 0;
  if (message.seq !== known + 1) return;
  cursors[message.roomId] = { epoch: message.epoch, seq: message.seq };
  console.log(`${message.seq} ${message.senderName}: ${message.body}`);
}

async function read(roomId, after) {
  while (after !== null) {
    const answer = await fetch(`${GRID}/api/v1/rooms/${roomId}/messages?after=${after}&limit=200`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`history: ${answer.status}`);
    const page = await answer.json();
    page.messages.forEach(take);
    after = page.nextCursor;
  }
}

async function connect() {
  await signIn();
  const socket = new WebSocket(`${GRID.replace(/^http/, 'ws')}/ws`, 'grid.v1');
  let turn = Promise.resolve();
  socket.onopen = () => socket.send(JSON.stringify({ type: 'auth', token, cursors }));
  // One after the other: a gap is filled before what comes after it is taken.
  socket.onmessage = ({ data }) => (turn = turn.then(() => heard(socket, JSON.parse(data))).catch(console.error));
  socket.onclose = ({ code }) => {
    console.error(`closed (${code})`);
    setTimeout(() => connect().catch(console.error), 1000 + Math.random() * 4000);
  };
}

async function heard(socket, frame) {
  switch (frame.type) {
    case 'connected':
      for (const { roomId, epoch, head } of frame.rooms) {
        // The first time: from now on. Later the cursor says where to go on.
        if (!cursors[roomId]) cursors[roomId] = { epoch, seq: head };
      }
      if (words) socket.send(JSON.stringify({ type: 'message:send', id: 1, roomId: ROOM, body: words, clientMessageId: crypto.randomUUID() }));
      break;
    case 'ack':
      if (frame.ok) words = undefined;
      else console.error('refused:', frame.error, frame.message);
      break;
    case 'message:new':
      take(frame);
      break;
    case 'room:gap':
      if (frame.reason === 'epoch_changed') cursors[frame.roomId] = { seq: 0 };
      await read(frame.roomId, cursors[frame.roomId]?.seq ?? frame.from - 1);
      break;
    case 'room:head':
      if (frame.head > (cursors[frame.roomId]?.seq ?? 0)) await read(frame.roomId, cursors[frame.roomId]?.seq ?? 0);
      break;
    case 'error':
      console.error(frame.error, frame.message);
  }
}

await connect();
