// The official OpenAI client against a grid. Argument: a JSON object { url, token, pool }; the agents of the pool are named
// <pool>-ok (answers well), <pool>-tools (asks for a tool, then answers), <pool>-stall (never answers), <pool>-drained (weight 0) and <pool>-<status> (answers with that status).
// Prints one line for each check; ends with 1 at the first that fails.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const { url, token, pool } = JSON.parse(process.argv[2]);
const client = new OpenAI({ baseURL: new URL('v1', url).href, apiKey: token, maxRetries: 0, timeout: 20_000 });
const messages = [{ role: 'user', content: 'Grüße 😀' }];
const agent = (name) => `agent/${pool}-${name}`;

async function check(name, body) {
  await body();
  console.log('ok', name);
}

async function refused(body, type, status, code) {
  const error = await body().then(() => assert.fail('was not refused'), (e) => e);
  assert.ok(error instanceof type, `${error?.constructor?.name}: ${error?.message}`);
  assert.equal(error.status, status);
  if (code !== undefined) assert.equal(error.code, code);
  assert.equal(typeof error.type, 'string');
  assert.ok(error.message.length > 4);
  assert.ok(error.requestID);
  return error;
}

await check('list models', async () => {
  const ids = [];
  for await (const model of client.models.list()) {
    assert.equal(model.object, 'model');
    assert.equal(typeof model.created, 'number');
    assert.equal(typeof model.owned_by, 'string');
    ids.push(model.id);
  }
  assert.ok(ids.includes('pool/' + pool) && ids.includes(agent('ok')), ids.join());
});

await check('retrieve a model', async () => {
  assert.equal((await client.models.retrieve('pool/' + pool)).id, 'pool/' + pool);
  assert.equal((await client.models.retrieve(agent('ok'))).id, agent('ok'));
  await refused(() => client.models.retrieve('pool/none'), OpenAI.NotFoundError, 404, 'model_not_found');
});

await check('chat', async () => {
  const { data, response } = await client.chat.completions.create({ model: agent('ok'), messages }).withResponse();
  assert.equal(data.choices[0].message.content, 'hello');
  assert.equal(data.choices[0].finish_reason, 'stop');
  assert.deepEqual([data.usage.prompt_tokens, data.usage.completion_tokens], [3, 2]);
  assert.equal(response.headers.get('x-grid-agent'), `${pool}-ok`);
  assert.ok(data._request_id);
  assert.ok(response.headers.get('x-ratelimit-remaining-requests'));
});

await check('streamed chat', async () => {
  let text = '';
  let usage = null;
  for await (const chunk of await client.chat.completions.create({ model: agent('ok'), messages, stream: true })) {
    text += chunk.choices[0].delta.content ?? '';
    usage ??= chunk.usage ?? null;
  }
  assert.equal(text, 'hello!');
  assert.equal(usage, null);
});

await check('streamed chat with usage', async () => {
  const stream = client.chat.completions.stream({ model: agent('ok'), messages, stream_options: { include_usage: true } });
  const answer = await stream.finalChatCompletion();
  assert.equal(answer.choices[0].message.content, 'hello!');
  assert.equal((await stream.totalUsage()).completion_tokens, 2);
});

await check('embeddings', async () => {
  const floats = await client.embeddings.create({ model: agent('ok'), input: 'x', encoding_format: 'float' });
  assert.deepEqual(floats.data[0].embedding, [0.5, -1]);
  assert.equal(floats.usage.prompt_tokens, 4);
  const decoded = await client.embeddings.create({ model: agent('ok'), input: ['x'] });
  assert.deepEqual([...decoded.data[0].embedding], [0.5, -1]);
});

await check('a round trip with a tool', async () => {
  const asked = [];
  const runner = client.chat.completions.runTools({
    model: agent('tools'),
    messages,
    tools: [{
      type: 'function',
      function: {
        name: 'weather',
        description: 'Weather of a place',
        parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
        parse: JSON.parse,
        function: (args) => { asked.push(args.place); return '21 °C'; },
      },
    }],
  });
  assert.equal(await runner.finalContent(), 'It is 21 °C in Paris.');
  assert.deepEqual(asked, ['Paris']);
});

const byStatus = {
  400: OpenAI.BadRequestError, 401: OpenAI.AuthenticationError, 402: OpenAI.APIError, 403: OpenAI.PermissionDeniedError, 404: OpenAI.NotFoundError,
  409: OpenAI.ConflictError, 413: OpenAI.APIError, 422: OpenAI.UnprocessableEntityError, 501: OpenAI.InternalServerError,
};
for (const [status, type] of Object.entries(byStatus)) {
  await check(`an agent's ${status} as it is`, async () => {
    for (const stream of [false, true])
      await refused(() => client.chat.completions.create({ model: agent(status), messages, stream }), type, Number(status), 'why');
  });
}

for (const [given, type, status, code] of [
  [429, OpenAI.RateLimitError, 429, 'rate_limited'], [500, OpenAI.InternalServerError, 502, 'upstream_failed'], [502, OpenAI.InternalServerError, 502, 'upstream_failed'],
  [503, OpenAI.InternalServerError, 502, 'upstream_failed'], [504, OpenAI.InternalServerError, 504, 'upstream_timeout']]) {
  await check(`an agent's ${given} as ${status}`, () => refused(() => client.chat.completions.create({ model: agent(given), messages }), type, status, code));
}

await check("the grid's own refusals", async () => {
  const stranger = new OpenAI({ baseURL: new URL('v1', url).href, apiKey: 'not-a-token', maxRetries: 0 });
  await refused(() => stranger.models.list(), OpenAI.AuthenticationError, 401, 'unauthenticated');
  const invalid = await refused(() => client.chat.completions.create({ model: agent('ok') }), OpenAI.BadRequestError, 400);
  assert.equal(invalid.param, 'messages');
  await refused(() => client.chat.completions.create({ model: 'pool/none', messages }), OpenAI.NotFoundError, 404, 'model_not_found');
  await refused(() => client.chat.completions.create({ model: 'nobody/gpt', messages }), OpenAI.NotFoundError, 404, 'model_not_found');
  await refused(() => client.chat.completions.create({ model: agent('drained'), messages }), OpenAI.InternalServerError, 503, 'no_agent_available');
  const key = { headers: { 'Idempotency-Key': pool } };
  await client.chat.completions.create({ model: agent('ok'), messages }, key);
  const replayed = await client.chat.completions.create({ model: agent('ok'), messages }, key).asResponse();
  assert.equal(replayed.headers.get('idempotency-replayed'), 'true');
  await refused(() => client.chat.completions.create({ model: agent('ok'), messages, seed: 1 }, key), OpenAI.UnprocessableEntityError, 422, 'idempotency_mismatch');
});

await check('a stream that breaks', async () => {
  let text = '';
  const error = await (async () => {
    for await (const chunk of await client.chat.completions.create({ model: agent('breaks'), messages, stream: true })) text += chunk.choices[0].delta.content ?? '';
  })().then(() => assert.fail('ended well'), (e) => e);
  assert.ok(error instanceof OpenAI.APIError, String(error));
  assert.equal(error.code, 'upstream_failed');
  assert.equal(text, 'one');
});

await check('abort', async () => {
  const leaving = new AbortController();
  const pending = client.chat.completions.create({ model: agent('stall'), messages }, { signal: leaving.signal });
  setImmediate(() => leaving.abort());
  await assert.rejects(pending, OpenAI.APIUserAbortError);
  const stream = await client.chat.completions.create({ model: agent('ok'), messages, stream: true });
  for await (const chunk of stream) {
    assert.ok(chunk.id);
    stream.controller.abort();
  }
});
