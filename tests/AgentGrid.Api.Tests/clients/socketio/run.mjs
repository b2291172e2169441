// The official socket.io client against the server's echo namespaces. Argument: a JSON object { url }.
// Prints one line for each check; ends with 1 at the first that fails.
import assert from 'node:assert/strict';
import { io } from 'socket.io-client';

const { url } = JSON.parse(process.argv[2]);
const open = [];

// Options as in the documentation; a Manager of its own for each check.
function connect(namespace, options = {}) {
  const socket = io(url.replace(/\/$/, '') + namespace, { forceNew: true, reconnectionDelay: 50, reconnectionDelayMax: 100, ...options });
  open.push(socket);
  return socket;
}

function once(emitter, event, ms = 10_000) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no ' + event)), ms);
    emitter.once(event, (...args) => {
      clearTimeout(timer);
      resolve(args);
    });
  });
}

async function check(name, body) {
  await body();
  for (const socket of open.splice(0)) socket.disconnect();
  console.log('ok', name);
}

const transport = (socket) => socket.io.engine.transport.name;

await check('default options: polling first, then WebSocket', async () => {
  let calls = 0;
  const socket = connect('/agents', { auth: (answer) => answer({ token: 'good', call: ++calls }) });
  const greeted = once(socket, 'auth');
  await once(socket, 'connect');
  assert.equal(typeof socket.id, 'string');
  assert.notEqual(socket.id, socket.io.engine.id);
  assert.deepEqual(await greeted, [{ token: 'good', call: 1 }]);
  assert.deepEqual(await socket.emitWithAck('message-with-ack', { a: 'é😀\n"' }), { a: 'é😀\n"' });
  if (transport(socket) !== 'websocket') await once(socket.io.engine, 'upgrade');
  assert.equal(transport(socket), 'websocket');
  const back = once(socket, 'message-back');
  socket.emit('message', 1, '2', { 3: [true] });
  assert.deepEqual(await back, [1, '2', { 3: [true] }]);
});

for (const name of ['websocket', 'polling']) {
  await check(`${name} only`, async () => {
    const socket = connect('/agents', { transports: [name], auth: { token: 'good' } });
    await once(socket, 'connect');
    assert.equal(transport(socket), name);
    const large = 'x'.repeat(100_000) + '€';
    assert.equal(await socket.timeout(5000).emitWithAck('message-with-ack', large), large);
    assert.deepEqual(await Promise.all(Array.from({ length: 50 }, (_, i) => socket.emitWithAck('message-with-ack', i))), Array.from({ length: 50 }, (_, i) => i));
    // Two heartbeats, at least.
    await new Promise((resolve) => setTimeout(resolve, 900));
    assert.ok(socket.connected);
    assert.equal(transport(socket), name);
  });
}

await check('two namespaces on one connection', async () => {
  const agents = connect('/agents');
  const custom = agents.io.socket('/custom');
  open.push(custom);
  await Promise.all([once(agents, 'connect'), once(custom, 'connect')]);
  agents.disconnect();
  assert.equal(await custom.emitWithAck('message-with-ack', 7), 7);
});

await check('refused with data, then accepted', async () => {
  let token = 'bad';
  const socket = connect('/agents', { auth: (answer) => answer({ token }) });
  const [error] = await once(socket, 'connect_error');
  assert.equal(error.message, 'unauthorized');
  assert.deepEqual(error.data, { code: 'token_expired' });
  assert.equal(socket.active, false);
  token = 'good';
  socket.connect();
  await once(socket, 'connect');
});

await check('unknown namespace', async () => {
  const [error] = await once(connect('/random'), 'connect_error');
  assert.equal(error.message, 'Invalid namespace');
});

await check('disconnected by the server: does not come back by itself', async () => {
  for (const event of ['leave', 'close']) {
    const socket = connect('/agents');
    await once(socket, 'connect');
    const gone = once(socket, 'disconnect');
    socket.emit(event);
    assert.equal((await gone)[0], 'io server disconnect');
    assert.equal(socket.active, false);
    socket.connect();
    await once(socket, 'connect');
  }
});

await check('dropped by the server: comes back by itself with a new auth', async () => {
  for (const options of [{}, { transports: ['websocket'] }, { transports: ['polling'] }]) {
    let calls = 0;
    const socket = connect('/agents', { ...options, auth: (answer) => answer({ call: ++calls }) });
    await once(socket, 'connect');
    const last = once(socket, 'last');
    const gone = once(socket, 'disconnect');
    socket.emit('drop');
    await last;
    assert.equal((await gone)[0], 'transport close');
    await once(socket, 'connect');
    assert.equal(calls, 2);
  }
});

await check('cut connection: comes back by itself, what was emitted meanwhile is sent', async () => {
  const socket = connect('/agents', { transports: ['websocket'] });
  await once(socket, 'connect');
  const gone = once(socket, 'disconnect');
  socket.io.engine.transport.ws.terminate?.() ?? socket.io.engine.transport.ws.close();
  await gone;
  assert.equal(await socket.emitWithAck('message-with-ack', 'buffered'), 'buffered');
});

await check('retries', async () => {
  const socket = connect('/agents', { retries: 3, ackTimeout: 2000 });
  const answers = await Promise.all([1, 2, 3].map((n) => new Promise((resolve) => socket.emit('message-with-ack', n, (error, answer) => resolve(error ?? answer)))));
  assert.deepEqual(answers, [1, 2, 3]);
});

await check('1,000 events each way in order across an upgrade, twenty times', async () => {
  for (let run = 0; run < 20; run++) {
    const socket = connect('/agents');
    const echoed = [];
    const acked = [];
    let upgradedAt = -1;
    const done = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`${echoed.length} echoes, ${acked.length} acks`)), 20_000).unref();
      socket.on('message-back', (n) => {
        echoed.push(n);
        if (echoed.length === 1000) resolve();
      });
    });
    await once(socket, 'connect');
    socket.io.engine.once('upgrade', () => (upgradedAt = echoed.length));
    for (let i = 0; i < 1000; i++) {
      socket.emit('message', i, () => acked.push(i));
      // A pause now and then, so that packets are on the way in every phase of the upgrade.
      if (i % 100 === run) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await done;
    await socket.emitWithAck('message-with-ack');
    const expected = Array.from({ length: 1000 }, (_, i) => i);
    assert.deepEqual(echoed, expected);
    assert.deepEqual(acked, expected);
    assert.equal(transport(socket), 'websocket');
    assert.ok(upgradedAt < 1000);
    socket.disconnect();
  }
});

await check('tryAllTransports and upgrade: false', async () => {
  const socket = connect('/agents', { upgrade: false, tryAllTransports: true });
  await once(socket, 'connect');
  assert.equal(await socket.emitWithAck('message-with-ack', 1), 1);
  assert.equal(transport(socket), 'polling');
});
