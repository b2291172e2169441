// Real relying parties against a grid: openid-client and oauth4webapi, unchanged. They live on another site (localhost, while the grid is 127.0.0.1).
// Argument: a JSON object { url, token, email, password }; token is an administrator's. Prints one line for each check; ends with 1 at the first that fails.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { Browser } from './browser.mjs';

const { url, token, email, password } = JSON.parse(process.argv[2]);
const issuer = new URL(url);
const unique = Date.now().toString(36);

async function check(name, body) {
  const result = await body();
  console.log('ok', name);
  return result;
}

async function register(definition) {
  const answer = await fetch(new URL('api/v1/oauth/clients', url), {
    method: 'POST', body: JSON.stringify(definition), headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } });
  assert.equal(answer.status, 201, await answer.clone().text());
  return answer.json();
}

// The relying party's own server: every visit of its callback is handed to whoever waits.
const visits = [];
const site = createServer((request, response) => {
  visits.push(new URL(request.url, origin));
  response.end('welcome');
});
await new Promise((resolve) => site.listen(0, 'localhost', resolve));
const origin = `http://localhost:${site.address().port}`;
const callback = `${origin}/callback`;

const wiki = await register({ clientId: `wiki-${unique}`, name: 'Team wiki', type: 'confidential', grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: [callback], postLogoutRedirectUris: [`${origin}/bye`], scopes: ['openid', 'profile', 'email', 'offline_access', 'grid'] });
const board = await register({ clientId: `board-${unique}`, name: 'Board', type: 'public', grantTypes: ['authorization_code'], redirectUris: [callback], scopes: ['openid', 'profile'],
  idTokenAlgorithm: 'ES256' });
const robot = await register({ clientId: `robot-${unique}`, name: 'Robot', type: 'confidential', grantTypes: ['client_credentials'], scopes: ['grid', 'gateway'], role: 'operator' });

async function signIn(browser, address, consent = true) {
  let page = await browser.open(address);
  assert.match(page.text, /<h1>Sign in<\/h1>/);
  page = await browser.submit(page, { email, password });
  if (consent) {
    assert.match(page.text, /Allow <span class="name">/);
    page = await browser.submit(page, { decision: 'allow' });
  }
  assert.equal(page.text, 'welcome', page.text);
  return visits.at(-1);
}

const http = { execute: [client.allowInsecureRequests] };
const insecure = { [oauth.allowInsecureRequests]: true };
const config = await check('openid-client: discovery', () => client.discovery(issuer, wiki.clientId, { client_secret: wiki.clientSecret, id_token_signed_response_alg: 'RS256' }, undefined, http));
client.enableNonRepudiationChecks(config);
const browser = new Browser();
const scope = 'openid profile email offline_access grid';

const tokens = await check('openid-client: code with PKCE, through sign-in and consent', async () => {
  const verifier = client.randomPKCECodeVerifier();
  const [state, nonce] = [client.randomState(), client.randomNonce()];
  const address = client.buildAuthorizationUrl(config, { redirect_uri: callback, scope, code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', state, nonce });
  const back = await signIn(browser, address);
  assert.equal(back.searchParams.get('iss'), config.serverMetadata().issuer);
  const got = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true, maxAge: 600 });
  const claims = got.claims();
  assert.deepEqual(claims.amr, ['pwd']);
  assert.ok(claims.sid && claims.auth_time && claims.at_hash);
  assert.equal(got.scope, scope);
  assert.equal(got.expires_in, 900);
  return got;
});

await check('openid-client: userinfo', async () => {
  const info = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
  assert.equal(info.email, email);
  assert.equal(info.email_verified, false);
  assert.equal(typeof info.name, 'string');
});

await check('openid-client: the access token opens the API with the scope grid', async () => {
  const answer = await client.fetchProtectedResource(config, tokens.access_token, new URL('api/v1/auth/me', url), 'GET');
  assert.equal(answer.status, 200);
});

await check('openid-client: introspection', async () => {
  const about = await client.tokenIntrospection(config, tokens.access_token);
  assert.equal(about.active, true);
  assert.deepEqual([about.client_id, about.scope, about.username, about.token_type], [wiki.clientId, scope, email, 'Bearer']);
  assert.equal((await client.tokenIntrospection(config, tokens.refresh_token)).active, true);
  assert.deepEqual(await client.tokenIntrospection(config, 'nothing'), { active: false });
});

await check('openid-client: refresh with rotation, and reuse ends everything', async () => {
  const second = await client.refreshTokenGrant(config, tokens.refresh_token, { scope: 'openid grid' });
  assert.notEqual(second.refresh_token, tokens.refresh_token);
  assert.equal(second.scope, 'openid grid');
  const third = await client.refreshTokenGrant(config, second.refresh_token);
  assert.equal(third.scope, scope);
  await assert.rejects(client.refreshTokenGrant(config, second.refresh_token), { error: 'invalid_grant' });
  await assert.rejects(client.refreshTokenGrant(config, third.refresh_token), { error: 'invalid_grant' });
  assert.equal((await client.tokenIntrospection(config, third.access_token)).active, false);
});

const again = await check('openid-client: a second time neither form is shown', async () => {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const address = client.buildAuthorizationUrl(config, { redirect_uri: callback, scope, prompt: 'none', code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', state });
  assert.equal((await browser.open(address)).text, 'welcome');
  return client.authorizationCodeGrant(config, visits.at(-1), { pkceCodeVerifier: verifier, expectedState: state });
});

await check('openid-client: revocation of a refresh token ends its access tokens', async () => {
  await client.tokenRevocation(config, again.refresh_token);
  await assert.rejects(client.refreshTokenGrant(config, again.refresh_token), { error: 'invalid_grant' });
  await assert.rejects(client.fetchUserInfo(config, again.access_token, again.claims().sub));
  await client.tokenRevocation(config, again.refresh_token);
});

await check('openid-client: errors come back with state and iss', async () => {
  const stranger = new Browser();
  const state = client.randomState();
  const address = client.buildAuthorizationUrl(config, { redirect_uri: callback, scope: 'openid', prompt: 'none', code_challenge: 'x'.repeat(43), code_challenge_method: 'S256', state });
  await stranger.open(address);
  await assert.rejects(client.authorizationCodeGrant(config, visits.at(-1), { expectedState: state }), (error) => ['invalid_request', 'login_required'].includes(error.error));
});

await check('openid-client: client credentials by header and by form', async () => {
  for (const method of [client.ClientSecretBasic(robot.clientSecret), client.ClientSecretPost(robot.clientSecret)]) {
    const own = await client.discovery(issuer, robot.clientId, undefined, method, http);
    const got = await client.clientCredentialsGrant(own, { scope: 'grid' });
    assert.equal(got.refresh_token, undefined);
    assert.equal((await client.fetchProtectedResource(own, got.access_token, new URL('api/v1/agents', url), 'GET')).status, 200);
    await assert.rejects(client.fetchUserInfo(own, got.access_token, client.skipSubjectCheck));
  }
  const wrong = await client.discovery(issuer, robot.clientId, undefined, client.ClientSecretBasic('x'.repeat(43)), http);
  await assert.rejects(client.clientCredentialsGrant(wrong), { code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE', status: 401 });
});

await check('oauth4webapi: discovery by RFC 8414, code of a public client, ES256', async () => {
  const as = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }).then((answer) => oauth.processDiscoveryResponse(issuer, answer));
  assert.equal(as.authorization_response_iss_parameter_supported, true);
  const party = { client_id: board.clientId, id_token_signed_response_alg: 'ES256' };
  const [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()];
  const address = new URL(as.authorization_endpoint);
  for (const [name, value] of Object.entries({ client_id: party.client_id, redirect_uri: callback, response_type: 'code', scope: 'openid profile', state, nonce, max_age: '0',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' })) address.searchParams.set(name, value);
  // max_age 0: the password again, though the browser is signed in.
  const back = await signIn(browser, address);
  const parameters = oauth.validateAuthResponse(as, party, back, state);
  const answer = await oauth.authorizationCodeGrantRequest(as, party, oauth.None(), parameters, callback, verifier, insecure);
  const got = await oauth.processAuthorizationCodeResponse(as, party, answer, { expectedNonce: nonce, requireIdToken: true, maxAge: 60 });
  await oauth.validateApplicationLevelSignature(as, answer, insecure);
  assert.equal(got.refresh_token, undefined);
  const info = await oauth.processUserInfoResponse(as, party, oauth.getValidatedIdTokenClaims(got).sub, await oauth.userInfoRequest(as, party, got.access_token, insecure));
  assert.equal(typeof info.name, 'string');
  assert.equal(info.email, undefined);

  const replay = await oauth.authorizationCodeGrantRequest(as, party, oauth.None(), parameters, callback, verifier, insecure);
  await assert.rejects(oauth.processAuthorizationCodeResponse(as, party, replay), { error: 'invalid_grant' });
  // What ends, ends within a second.
  for (let tries = 0; tries < 20 && (await oauth.userInfoRequest(as, party, got.access_token, insecure)).status !== 401; tries++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((await oauth.userInfoRequest(as, party, got.access_token, insecure)).status, 401);

  // Mix-up: an answer that names another issuer, or none, is refused by the party (RFC 9207).
  const other = new URL(back);
  other.searchParams.set('iss', 'https://evil.example');
  assert.throws(() => oauth.validateAuthResponse(as, party, other, state));
});

await check('openid-client: end session, and it is ended', async () => {
  const verifier = client.randomPKCECodeVerifier();
  const address = client.buildAuthorizationUrl(config, { redirect_uri: callback, scope: 'openid', code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' });
  assert.equal((await browser.open(address)).text, 'welcome');
  const got = await client.authorizationCodeGrant(config, visits.at(-1), { pkceCodeVerifier: verifier });
  const bye = await browser.open(client.buildEndSessionUrl(config, { id_token_hint: got.id_token, post_logout_redirect_uri: `${origin}/bye`, state: 'so long' }));
  assert.equal(bye.text, 'welcome', bye.text);
  assert.equal(visits.at(-1).searchParams.get('state'), 'so long');
  assert.match((await browser.open(address)).text, /<h1>Sign in<\/h1>/);
  // It had no offline_access, so it ended with the session.
  await assert.rejects(client.fetchUserInfo(config, got.access_token, got.claims().sub));
});

site.close();
