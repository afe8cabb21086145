// Our captcha and htdocs/robot.js against altcha-lib, the protocol's own implementation: each
// side solves and checks what the other made.
//   make tests && npm ci --prefix tests && node --test tests/domain/altcha.mjs
// BUILD says where the build lies, if not in build/.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, test } from 'node:test';
import { runInNewContext } from 'node:vm';

globalThis.crypto ??= webcrypto; // Node 18 doesn't have it there; altcha-lib looks for it

const { createChallenge, solveChallenge, verifySolution } = await import('altcha-lib');
const { deriveKey } = await import('altcha-lib/algorithms/pbkdf2');

const root = resolve(new URL('../..', import.meta.url).pathname);
const build = resolve(root, process.env.BUILD ?? 'build');
const secrets = {
  hmacSignatureSecret: '0123456789abcdef0123456789abcdef',
  hmacKeySignatureSecret: 'fedcba9876543210fedcba9876543210',
};
const store = mkdtempSync(resolve(build, 'altcha-'));
after(() => rmSync(store, { recursive: true }));

const tool = (words, input) =>
  execFileSync(resolve(build, 'tests/support/captcha_tool'), words, { input, encoding: 'utf8' }).trim();
const issue = () => tool(['challenge', '5000']);
const encode = (challenge, solution) => btoa(JSON.stringify({ challenge, solution }));
const check = (challenge, solution, ...where) =>
  tool(['check', '5000', ...where], encode(challenge, solution));

// The worker's own file, in a scope with what a worker has.
const robot = readFileSync(resolve(root, 'htdocs/robot.js'), 'utf8');
const solve = (parameters, crypto = webcrypto) => new Promise(postMessage => {
  const scope = { crypto, postMessage };
  runInNewContext(robot, scope);
  scope.onmessage({ data: parameters });
});

const theirs = options => createChallenge({
  algorithm: 'PBKDF2/SHA-256', cost: 5000, counter: 500, data: { action: 'login' }, deriveKey,
  expiresAt: Math.floor(Date.now() / 1000) + 600, ...secrets, ...options,
});

test('what altcha-lib solves is accepted, once', async () => {
  const text = issue(), challenge = JSON.parse(text);
  assert.equal(JSON.stringify(challenge), text, 'no spaces, nothing lost in numbers');
  const solution = await solveChallenge({ challenge, deriveKey });
  assert.ok(solution.counter >= 500 && solution.counter <= 1000, `counter ${solution.counter}`);
  assert.equal(check(challenge, solution), 'ok');
  assert.equal(check(challenge, solution, store), 'ok');
  assert.equal(check(challenge, solution, store), 'exists');
});

test('what our script solves is accepted by altcha-lib and by us', async () => {
  const challenge = JSON.parse(issue());
  const solution = await solve(challenge.parameters);
  const verdict = await verifySolution({ challenge, solution, deriveKey, ...secrets });
  assert.equal(verdict.verified, true);
  // Without the key's secret altcha-lib derives the key again from the counter.
  const again = await verifySolution({
    challenge, solution, deriveKey, hmacSignatureSecret: secrets.hmacSignatureSecret });
  assert.equal(again.verified, true);
  assert.equal(check(challenge, solution, store), 'ok');
  assert.equal(check(challenge, solution, store), 'exists');
});

test('our script solves a challenge of altcha-lib, and we accept it', async () => {
  const challenge = await theirs();
  const { counter, derivedKey, time } = await solve(challenge.parameters);
  assert.equal(counter, 500);
  assert.ok(Number.isInteger(time));
  assert.equal(check(challenge, { counter, derivedKey, time }), 'ok');
});

test('both refuse a key that was not derived', async () => {
  const challenge = JSON.parse(issue());
  const solution = { counter: 500, derivedKey: challenge.parameters.keyPrefix.repeat(2) };
  const verdict = await verifySolution({ challenge, solution, deriveKey, ...secrets });
  assert.equal(verdict.invalidSolution, true);
  assert.equal(check(challenge, solution), 'wrong');
});

test('both refuse a challenge that was altered or signed by somebody else', async () => {
  const altered = JSON.parse(issue());
  altered.parameters.expiresAt++;
  const foreign = await theirs({ hmacSignatureSecret: 'somebody else' });
  for (const challenge of [altered, foreign]) {
    const solution = { counter: 500, derivedKey: '00'.repeat(32) };
    const verdict = await verifySolution({ challenge, solution, deriveKey, ...secrets });
    assert.equal(verdict.invalidSignature, true);
    assert.equal(check(challenge, solution), 'invalid');
  }
});

test('we refuse what altcha-lib signs with our secrets but we would not issue', async () => {
  const counter = 1;
  for (const options of [{ cost: 1000 }, { data: { action: 'signup' } }, { data: undefined },
    { algorithm: 'PBKDF2/SHA-512' }, { keyLength: 64 }, { expiresAt: undefined }]) {
    const challenge = await theirs({ counter, ...options });
    const solution = await solveChallenge({ challenge, deriveKey });
    const verdict = await verifySolution({ challenge, solution, deriveKey, ...secrets });
    assert.equal(verdict.verified, true);
    assert.equal(check(challenge, solution), 'invalid', JSON.stringify(options));
  }
  const late = await theirs({ counter, expiresAt: Math.floor(Date.now() / 1000) - 2 });
  assert.equal(check(late, await solveChallenge({ challenge: late, deriveKey })), 'expired');
});

test('our script says so when it cannot derive keys', async () => {
  assert.equal(await solve({ nonce: '00', salt: '00', cost: 1, keyPrefix: '00' }, {}), null);
});
