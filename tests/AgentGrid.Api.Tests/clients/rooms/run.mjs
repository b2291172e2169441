// An agent's whole life in rooms with the official socket.io client, unmodified and with its default options: polling first, then WebSocket.
// Argument: a JSON object { url, admin, name }: the grid, an administrator's token, a name that nobody has. Prints one line for each check; ends with 1 at the first that fails.
import assert from 'node:assert/strict';
import { io } from 'socket.io-client';

const { url, admin, name } = JSON.parse(process.argv[2]);
const base = url.replace(/\/$/, '');
const open = [];

async function rest(method, path, body, token = admin) {
  const answer = await fetch(base + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

async function makeAgent(suffix) {
  const { id } = await rest('POST', '/api/v1/agents', { name: `${name}-${suffix}`, kind: 'none' });
  return { id, name: `${name}-${suffix}` };
}

const makeToken = (agent, more = {}) => rest('POST', `/api/v1/agents/${agent.id}/tokens`, more);
const exchange = async (token) => (await rest('POST', '/api/v1/sessions', undefined, token)).token;

// A token for sockets that ends in some seconds, as its API token does; on a busy machine the exchange alone may take longer than a short one lives.
async function shortLived(agent) {
  for (const seconds of [4, 8, 16, 30]) {
    const made = await makeToken(agent, { expiresAt: new Date(Date.now() + seconds * 1000).toISOString() });
    const token = await exchange(made.token).catch(() => undefined);
    if (token) return token;
  }
  throw new Error('no exchange within 30 s');
}

// Options as in the documentation; a Manager of its own for each socket.
function connect(auth, options = {}) {
  const socket = io(`${base}/agents`, { forceNew: true, reconnectionDelay: 50, reconnectionDelayMax: 200, auth, ...options });
  open.push(socket);
  return socket;
}

// Collects an event from the beginning, so that none is missed between two waits.
function collect(socket, event) {
  const seen = [];
  const waiting = [];
  socket.on(event, (...args) => {
    const value = args.length > 1 ? args : args[0];
    const found = waiting.findIndex(({ wanted }) => wanted(value));
    if (found >= 0) waiting.splice(found, 1)[0].resolve(value);
    else seen.push(value);
  });
  return {
    seen,
    next(wanted = () => true, ms = 15_000) {
      const found = seen.findIndex(wanted);
      if (found >= 0) return Promise.resolve(seen.splice(found, 1)[0]);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('no ' + event)), ms);
        waiting.push({ wanted, resolve: (value) => (clearTimeout(timer), resolve(value)) });
      });
    },
  };
}

function follow(socket) {
  const events = {};
  for (const event of ['connect', 'disconnect', 'connect_error', 'connected', 'message:new', 'presence:update', 'room:gap', 'room:left', 'error']) events[event] = collect(socket, event);
  return events;
}

async function check(what, body) {
  const began = performance.now();
  await body();
  for (const socket of open.splice(0)) socket.disconnect();
  console.log('ok', what, `${Math.round(performance.now() - began)} ms`);
}

const ask = (socket, event, argument) => socket.timeout(15_000).emitWithAck(event, argument);
const transport = (socket) => socket.io.engine.transport.name;

const anna = await makeAgent('anna');
const ben = await makeAgent('ben');
const { id: roomId } = await rest('POST', '/api/v1/rooms', { slug: `${name}-room` });
for (const agent of [anna, ben]) {
  await rest('POST', `/api/v1/rooms/${roomId}/members`, { agentId: agent.id });
  agent.apiToken = (await makeToken(agent)).token;
  agent.token = await exchange(agent.apiToken);
}
const post = (body) => rest('POST', `/api/v1/rooms/${roomId}/messages`, { body }, anna.token);

await check('connect with a JWT by polling, upgrade, be in all rooms', async () => {
  const socket = connect({ token: anna.token });
  const events = follow(socket);
  let first;
  socket.io.engine?.once('open', () => (first = transport(socket)));
  await events.connect.next();
  const greeting = await events.connected.next();
  assert.equal(first ?? 'polling', 'polling');
  assert.equal(greeting.subject, anna.id);
  assert.equal(greeting.kind, 'agent');
  assert.deepEqual(greeting.rooms.map((room) => [room.roomId, room.epoch, room.head]), [[roomId, 1, 0]]);
  for (let i = 0; transport(socket) !== 'websocket' && i < 200; i++) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(transport(socket), 'websocket');
});

await check('join, send with an answer, receive on all sockets, also the sender\'s own', async () => {
  const sockets = [connect({ token: anna.token }), connect({ token: anna.token }), connect({ token: ben.token })];
  const events = sockets.map(follow);
  for (const one of events) await one.connected.next();
  const joined = await ask(sockets[2], 'room:join', { roomId });
  assert.equal(joined.ok, true);
  assert.deepEqual([joined.roomId, joined.epoch, joined.head, joined.replayed], [roomId, 1, 0, 0]);

  const message = { roomId, body: 'Größe ✓ 🙂', contentType: 'text/markdown', metadata: { a: [1, null] }, clientMessageId: 'life-1' };
  const answer = await ask(sockets[0], 'message:send', message);
  assert.equal(answer.ok, true);
  assert.deepEqual([answer.seq, answer.epoch, answer.duplicate], [1, 1, false]);
  assert.match(answer.fingerprint, /^[0-9a-f]{64}$/);
  assert.ok(answer.remaining < 30);
  for (const one of events) {
    const received = await one['message:new'].next();
    assert.deepEqual(
      [received.id, received.seq, received.body, received.contentType, received.metadata, received.senderId, received.senderName, received.clientMessageId, received.fingerprint],
      [answer.messageId, 1, message.body, message.contentType, message.metadata, anna.id, anna.name, 'life-1', answer.fingerprint],
    );
  }

  const again = await ask(sockets[1], 'message:send', { ...message, body: 'again' });
  assert.deepEqual([again.messageId, again.seq, again.duplicate], [answer.messageId, 1, true]);
  const reply = await ask(sockets[2], 'message:send', { roomId, body: 'and back', replyTo: answer.messageId });
  assert.equal(reply.seq, 2);
  for (const one of events) assert.equal((await one['message:new'].next()).replyTo, answer.messageId);
});

await check('presence: who comes, who goes', async () => {
  const watcher = follow(connect({ token: anna.token }));
  await watcher.connected.next();
  const visitor = connect({ token: ben.token });
  await follow(visitor).connected.next();
  const has = (list) => (update) => update[list]?.some((member) => member.id === ben.id);
  assert.equal((await watcher['presence:update'].next(has('joined'))).count, 2);
  assert.deepEqual((await rest('GET', `/api/v1/rooms/${roomId}/presence`, undefined, anna.token)).members.map((member) => member.id).sort(), [anna.id, ben.id].sort());
  visitor.disconnect();
  assert.equal((await watcher['presence:update'].next(has('left'))).count, 1);
});

await check('leave: nothing more is heard; join with a cursor: everything since', async () => {
  const socket = connect({ token: ben.token });
  const events = follow(socket);
  await events.connected.next();
  assert.equal((await ask(socket, 'room:leave', { roomId })).ok, true);
  await post('unheard');
  const joined = await ask(socket, 'room:join', { roomId, cursor: { epoch: 1, seq: 2 } });
  assert.deepEqual([joined.ok, joined.head, joined.replayed], [true, 3, 1]);
  assert.equal((await events['message:new'].next()).seq, 3);
  await post('heard');
  assert.equal((await events['message:new'].next()).seq, 4);
  assert.deepEqual(events['message:new'].seen, []);
});

for (const transports of [undefined, ['polling'], ['websocket']]) {
  await check(`reconnect with a cursor (${transports ?? 'default'})`, async () => {
    const seen = [];
    let calls = 0;
    const auth = (answer) => {
      calls++;
      answer({ token: ben.token, cursors: seen.length ? { [roomId]: { epoch: 1, seq: seen.at(-1) } } : {} });
    };
    const socket = connect(auth, transports ? { transports } : {});
    const events = follow(socket);
    socket.on('message:new', (message) => seen.push(message.seq));
    await events.connected.next();
    const { seq: from } = await post('before');
    await events['message:new'].next();
    for (let turn = 0; turn < 3; turn++) {
      // Cut without a word of the protocol; the client comes back by itself.
      socket.io.engine.close();
      await events.disconnect.next();
      await post('missed');
      await events.connected.next();
      await post('live');
    }

    await events['message:new'].next((message) => message.seq === from + 6);
    assert.equal(calls, 4);
    assert.deepEqual([...new Set(seen)], Array.from({ length: 7 }, (_, i) => from + i));
    assert.deepEqual(seen, [...seen].sort((a, b) => a - b));
  });
}

await check('refusals are answers', async () => {
  const socket = connect({ token: ben.token });
  await follow(socket).connected.next();
  const other = (await rest('POST', '/api/v1/rooms', { slug: `${name}-other` })).id;
  assert.equal((await ask(socket, 'room:join', { roomId: other })).error, 'not_found');
  assert.equal((await ask(socket, 'message:send', { roomId })).error, 'invalid');
  assert.equal((await ask(socket, 'nonsense', {})).ok, false);
  const answers = await Promise.all(Array.from({ length: 60 }, () => ask(socket, 'typing', { roomId })));
  const limited = answers.filter((answer) => answer.error === 'rate_limited');
  assert.ok(limited.length > 0 && limited.every((answer) => answer.ok === false && answer.retryAfterMs > 0 && answer.remaining === 0));
  assert.ok(socket.connected);
});

await check('without a token, with a wrong one, in no namespace', async () => {
  for (const auth of [{}, { token: 'wrong' }]) {
    const socket = connect(auth);
    const error = await follow(socket).connect_error.next();
    assert.equal(error.message, 'unauthenticated');
    assert.equal(error.data.error, 'unauthenticated');
    assert.equal(socket.active, false);
  }

  const stranger = io(`${base}/nowhere`, { forceNew: true });
  open.push(stranger);
  assert.equal((await follow(stranger).connect_error.next()).message, 'Invalid namespace');
});

await check('token that ends: the client comes back by itself, is refused with a reason, and is in again with a new one', async () => {
  let token = await shortLived(ben);
  const socket = connect((answer) => answer({ token }));
  const events = follow(socket);
  const { expiresAt } = await events.connected.next();
  assert.ok(new Date(expiresAt) > new Date());
  assert.notEqual([await events.disconnect.next()].flat()[0], 'io server disconnect');
  const error = await events.connect_error.next();
  assert.equal(error.data.error, 'unauthenticated');
  assert.equal(socket.active, false);
  token = await exchange(ben.apiToken);
  socket.connect();
  assert.equal((await events.connected.next()).subject, ben.id);
});

await check('token that is replaced in time: the socket stays', async () => {
  const renewed = await exchange(ben.apiToken);
  const socket = connect({ token: await shortLived(ben) });
  const events = follow(socket);
  const { expiresAt } = await events.connected.next();
  const answer = await ask(socket, 'auth', { token: renewed });
  assert.equal(answer.ok, true);
  assert.ok(new Date(answer.expiresAt) > new Date(expiresAt));
  await new Promise((resolve) => setTimeout(resolve, new Date(expiresAt) - Date.now() + 1500));
  assert.ok(socket.connected);
  assert.deepEqual(events.disconnect.seen, []);
  assert.equal((await ask(socket, 'room:join', { roomId })).ok, true);
});

await check('revoked token: closed at once, by default options and by polling', async () => {
  for (const options of [{}, { transports: ['polling'] }]) {
    const made = await makeToken(ben);
    const socket = connect({ token: await exchange(made.token) }, options);
    const events = follow(socket);
    await events.connected.next();
    const began = performance.now();
    await rest('DELETE', `/api/v1/agents/${ben.id}/tokens/${made.prefix}`);
    const [reason] = [await events.disconnect.next()].flat();
    const ms = Math.round(performance.now() - began);
    assert.equal(reason, 'io server disconnect');
    assert.equal((await events.error.next()).error, 'unauthenticated');
    assert.equal(socket.active, false);
    // A second is promised; a busy machine is given another two.
    assert.ok(ms < 3000, `closed after ${ms} ms`);
    console.log(`closed ${ms} ms after the revocation was asked for`);
    socket.connect();
    assert.equal((await events.connect_error.next()).data.error, 'unauthenticated');
  }
});
