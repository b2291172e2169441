// A person's way through the second factor, with curl as browser, otplib as authenticator and jsqr as its camera.
// Argument: a JSON object { url, email, password, curl }. Prints one line for each step; ends with 1 at the first that fails.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jsQR from 'jsqr';
import { generateSync } from 'otplib';

const { url, email, password, curl } = JSON.parse(process.argv[2]);
const origin = new URL(url).origin;
const folder = mkdtempSync(join(tmpdir(), 'grid-journey-'));

// A browser: its cookie jar, and what it answers.
function browser(name) {
  const jar = join(folder, name);
  return (method, path, body) => {
    const data = body === undefined ? [] : ['-H', 'Content-Type: application/json', '--data-binary', JSON.stringify(body)];
    const text = execFileSync(curl, ['-sS', '-X', method, '-b', jar, '-c', jar, '-H', `Origin: ${origin}`, ...data, '-w', '\n%{http_code}', `${origin}/api/v1/auth/${path}`], { encoding: 'utf8' });
    const at = text.lastIndexOf('\n');
    return { status: Number(text.slice(at + 1)), body: at > 0 ? JSON.parse(text.slice(0, at)) : null, jar: () => readFileSync(jar, 'utf8') };
  };
}

function step(name, body) {
  const result = body();
  console.log('ok', name);
  return result;
}

// Draws the SVG's squares into pixels, as a camera sees them.
function scan(svg) {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)[1]);
  const scale = 4;
  const pixels = new Uint8ClampedArray(size * size * scale * scale * 4).fill(255);
  for (const [, x, y, width] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let row = y * scale; row < (Number(y) + 1) * scale; row++)
      for (let column = x * scale; column < (Number(x) + Number(width)) * scale; column++)
        pixels.fill(0, (row * size * scale + column) * 4, (row * size * scale + column) * 4 + 3);
  return jsQR(pixels, size * scale, size * scale).data;
}

const login = (ask) => ask('POST', 'login', { email, password });
const challenge = (ask) => {
  const answer = login(ask);
  assert.equal(answer.status, 200);
  assert.equal(answer.body.status, 'totp_required');
  return answer.body.challenge;
};

try {
  const first = browser('first');
  step('sign in', () => {
    const answer = login(first);
    assert.equal(answer.status, 200);
    assert.equal(answer.body.status, 'signed_in');
    assert.match(answer.jar(), /#HttpOnly_127\.0\.0\.1\tFALSE\t\/\tFALSE\t0\tgrid\t/);
    assert.equal(first('GET', 'me').body.email, email);
  });
  const secret = step('set up TOTP by its QR code', () => {
    const answer = first('POST', 'totp/setup');
    assert.equal(answer.status, 200);
    const scanned = scan(answer.body.qrSvg);
    assert.equal(scanned, answer.body.uri);
    assert.equal(new URL(scanned).searchParams.get('secret'), answer.body.secret);
    return answer.body.secret;
  });
  // The code after the present one is accepted too, so nobody has to wait for it.
  const now = Math.floor(Date.now() / 1000);
  const [code, next] = [generateSync({ secret, epoch: now }), generateSync({ secret, epoch: now + 30 })];
  const backup = step('confirm', () => {
    const answer = first('POST', 'totp/confirm', { code });
    assert.equal(answer.status, 200);
    assert.equal(new Set(answer.body.backupCodes).size, 10);
    return answer.body.backupCodes[0];
  });
  const second = browser('second');
  step('sign in with a code', () => {
    const asked = challenge(second);
    assert.equal(second('GET', 'me').status, 401);
    assert.equal(second('POST', 'totp/verify', { challenge: asked, code: next }).status, 200);
    assert.equal(second('GET', 'me').body.hasTotp, true);
  });
  const third = browser('third');
  const asked = step('the same code is refused', () => {
    const again = challenge(third);
    assert.equal(third('POST', 'totp/verify', { challenge: again, code: next }).status, 401);
    assert.equal(third('GET', 'me').status, 401);
    return again;
  });
  step('a backup code works', () => {
    assert.equal(third('POST', 'totp/verify', { challenge: asked, code: backup }).status, 200);
    assert.equal(third('GET', 'me').status, 200);
  });
  step('and works once', () => {
    const fourth = browser('fourth');
    assert.equal(fourth('POST', 'totp/verify', { challenge: challenge(fourth), code: backup }).status, 401);
  });
  step('sign out', () => {
    assert.equal(third('POST', 'logout').status, 204);
    assert.equal(third('GET', 'me').status, 401);
    assert.equal(second('GET', 'me').status, 200);
  });
} finally {
  rmSync(folder, { recursive: true });
}
