import { randomUUID, timingSafeEqual } from 'node:crypto';
import { createSigner, createVerifier } from 'fast-jwt';
import Fastify from 'fastify';
import { historyOf, serveRooms } from './rooms.js';
import { Store } from './store.js';

const setting = name => process.env[name] ?? (() => { throw new Error(`${name} is not set`); })();

const adminToken = Buffer.from(setting('ADMIN_TOKEN'));
const jwtSecret = setting('JWT_SECRET');
const sign = createSigner({ key: jwtSecret, expiresIn: 12 * 60 * 60 * 1000 });
const verify = createVerifier({ key: jwtSecret, algorithms: ['HS256'] });
const store = new Store(process.env.DATABASE_URL, Number(process.env.DB_CONNECTIONS ?? 20));
const app = Fastify({ logger: { level: 'warn' } });

const bearer = request => /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';

const admin = async (request, reply) => {
  const token = Buffer.from(bearer(request));
  if (token.length !== adminToken.length || !timingSafeEqual(token, adminToken)) return reply.code(401).send({ error: 'unauthenticated' });
};

const agent = async (request, reply) => {
  try {
    request.agentId = verify(bearer(request)).sub;
  } catch {
    return reply.code(401).send({ error: 'unauthenticated' });
  }
};

const uuid = { type: 'string', format: 'uuid' };
const named = { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 1, maxLength: 200 } } };

app.get('/healthz', async () => ({ status: 'ok' }));

app.post('/api/agents', { preHandler: admin, schema: { body: named } }, async (request, reply) => {
  const id = randomUUID();
  await store.createAgent(id, request.body.name);
  return reply.code(201).send({ id, token: sign({ sub: id, name: request.body.name }) });
});

app.post('/api/rooms', { preHandler: admin, schema: { body: named } }, async (request, reply) => {
  const id = randomUUID();
  await store.createRoom(id, request.body.name);
  return reply.code(201).send({ id });
});

app.post('/api/rooms/:id/members',
  { preHandler: admin, schema: { params: { type: 'object', properties: { id: uuid } }, body: { type: 'object', required: ['agentId'], properties: { agentId: uuid } } } },
  async (request, reply) => {
    await store.addMember(request.params.id, request.body.agentId);
    return reply.code(201).send({});
  });

app.get('/api/rooms/:id/messages', {
  preHandler: agent,
  schema: {
    params: { type: 'object', properties: { id: uuid } },
    querystring: { type: 'object', properties: { limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 }, cursor: { type: 'integer', minimum: 1, default: Number.MAX_SAFE_INTEGER } } },
  },
}, async (request, reply) => {
  const { id } = request.params;
  const { limit, cursor } = request.query;
  if (!await store.isMember(id, request.agentId)) return reply.code(404).send({ error: 'not_found' });
  return historyOf(id, await store.history(id, cursor, limit + 1), limit);
});

await store.migrate();
const io = serveRooms(app.server, store, verify, app.log);
await app.listen({ host: '127.0.0.1', port: Number(setting('PORT')) });

const stop = async () => {
  await io.close();
  await app.close();
  await store.end();
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
