// measure.mjs - the single measurements.  Each takes a few seconds and gives what was counted; what it
// means is left to report.mjs.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { field, form, isBelowPremium, solve, subscriptions } from '../support/shop.mjs';
import { bench, build, email, owner } from './stock.mjs';

export const CLIENTS = 8;
export const HASHING = 2;         // hashes at a time, as lib/domain/hashing.c lets them
const SIGNING_IN = HASHING + 4;   // and those it lets wait; others are told to come back
const PASSWORD = 'demo-palier-2026';

const running = new Set();
process.on('exit', () => running.forEach(child => child.kill('SIGKILL')));

// Runs a program to its end and reads the object that it prints last.
export async function run(file, words, options = {}) {
  const child = spawn(file, words.map(String), { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '', errors = '';
  child.stdout.on('data', piece => { output += piece; });
  child.stderr.on('data', piece => { errors += piece; });
  running.add(child);
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  running.delete(child);
  const line = output.trim().split('\n').at(-1);
  if (code !== 0 || !line.startsWith('{')) throw new Error(`${path.basename(file)} failed (${code}): ${errors.trim() || output.trim()}`);
  return JSON.parse(line);
}

const tool = (name, ...words) => run(path.join(bench, 'bin', name), words);

// ---- pages ------------------------------------------------------------------------------------

// A page from a server for some seconds, as the visitors whose sessions stand in a file.
export async function load(server, address, sessions, seconds) {
  const before = server.cpu();
  const found = await run('wrk', ['-t1', `-c${CLIENTS}`, `-d${seconds}s`, '--timeout', '20s', '-s',
    new URL('get.lua', import.meta.url).pathname, `http://127.0.0.1:${server.port}`, '--', address, sessions]);
  return { ...found, cpu: (server.cpu() - before) / found.answers * 1e6 };
}

// ---- forms --------------------------------------------------------------------------------------

const head = (method, target, port, cookie) =>
  `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\nAccept-Language: fr\r\n`;

export const getRequest = (target, port, token) => head('GET', target, port, `session=${token}`) + '\r\n';

function postRequest(target, port, token, fields) {
  const body = new URLSearchParams(fields).toString();
  return `${head('POST', target, port, `session=${token}`)}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

function writeRequests(name, requests) {
  const file = path.join(bench, `${name}.requests`);
  writeFileSync(file, requests.map(text => `${Buffer.byteLength(text)}\n${text}`).join(''), { mode: 0o600 });
  return file;
}

export function play(server, name, requests, { clients = CLIENTS, seconds, status, again = 'once' }) {
  return tool('load', writeRequests(name, requests), server.port, clients, seconds, status, again);
}

async function page(server, target, token) {
  const answer = await fetch(`http://127.0.0.1:${server.port}${target}`,
    { headers: { cookie: token ? `session=${token}` : '', 'accept-language': 'fr' }, redirect: 'manual' });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${target} answered ${answer.status}: ${text.slice(0, 200)}`);
  // Not getSetCookie: Debian 12's Node has none.
  return { text, path: target, status: 200, cookie: /\bsession=[^;,]*/.exec(answer.headers.get('set-cookie') ?? '')?.[0] };
}

// Calls make with each of the items, a few at a time; gives what wasn't null.
async function eachOf(items, make) {
  const left = [...items], made = [];
  const one = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) made.push(await make(item));
  };
  await Promise.all(Array.from({ length: CLIENTS }, one));
  return made.filter(item => item !== null);
}

// Forms for upgrades of so many customers, taken from the end of the list; each serves once.
export async function prepareUpgrades(server, shop, places, count) {
  const requests = [];
  while (requests.length < count && places.length > 0) {
    // Two in three can move up.
    const some = places.splice(-Math.min(places.length, Math.ceil((count - requests.length) * 1.6)));
    const tokens = shop.sessions(some.map(email));
    requests.push(...await eachOf(tokens, async token => {
      const low = subscriptions(await page(server, '/subscriptions', token)).find(isBelowPremium);
      if (!low) return null;
      const target = `/subscriptions/${low.id}/upgrade`;
      const fields = Object.fromEntries(form(await page(server, target, token), '/upgrade').fields);
      return postRequest(target, server.port, token, { ...fields, edition: 'premium' });
    }));
  }
  return requests;
}

// Sign-ins of these customers, each with a question and its answer.
export const prepareLogins = (server, places) => eachOf(places, async place => {
  const form = await page(server, '/login');
  const fields = { csrf: field(form, 'csrf'), email: email(place), password: PASSWORD, robot: 'on', ...solve(form) };
  return postRequest('/login', server.port, form.cookie.slice('session='.length), fields);
});

export const signIn = (server, requests, seconds) =>
  play(server, 'logins', requests, { clients: SIGNING_IN, seconds, status: 303 });

// ---- without a server ---------------------------------------------------------------------------

export const append = (size, seconds) => tool('append', path.join(bench, 'appended'), size, seconds);

export const hash = (shop, seconds) => tool('hash', shop.passes, shop.mebibytes, HASHING, seconds);

const cgi = (shop, token) => ({
  PATH: process.env.PATH,
  PALIER_SHOP: shop.directory,
  GATEWAY_INTERFACE: 'CGI/1.1',
  REQUEST_METHOD: 'GET',
  REQUEST_URI: '/subscriptions',
  REMOTE_ADDR: '127.0.0.1',
  HTTP_HOST: '127.0.0.1',
  HTTP_ACCEPT_LANGUAGE: 'fr',
  HTTP_COOKIE: `session=${token}`,
});

// From exec to exit: the page's program, and one that does nothing, in the same environment.
export async function runAsCgi(shop, token, times) {
  const options = { env: cgi(shop, token), ...owner };
  const one = async program => (await run(path.join(bench, 'bin/spawn'), [times, program], options)).seconds;
  const empty = await one(path.join(bench, 'bin/empty'));
  return { page: await one(path.join(build, 'cgi-bin/subscriptions')), empty };
}

// ---- what a page weighs ------------------------------------------------------------------------

// HTML, style sheet and scripts as they are sent.
export async function weigh(server, token) {
  const html = (await page(server, '/subscriptions', token)).text;
  const files = [...html.matchAll(/<link\b[^>]*rel="stylesheet"[^>]*href="([^"]+)"|<script\b[^>]*src="([^"]+)"/g)].map(([, style, script]) => style ?? script);
  const sizes = await Promise.all(files.map(async file => {
    // Not fetch: it would take the compressed length away.
    const answer = await rawHead(server, file);
    return Number(/\r\ncontent-length: (\d+)/i.exec(answer)[1]);
  }));
  if (files.length < 2) throw new Error('the page names no style sheet, or no script.');
  return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(html));
}

async function rawHead(server, file) {
  const { default: http } = await import('node:http');
  return new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port: server.port, path: file, headers: { 'accept-encoding': 'gzip' }, agent: false }, answer => {
      answer.resume();
      if (answer.statusCode !== 200) reject(new Error(`${file} answered ${answer.statusCode}`));
      resolve(`\r\n${Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`).join('\r\n')}`);
    }).once('error', reject);
  });
}
