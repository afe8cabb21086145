// bench.mjs - measures the shop against its goals (make bench).
//
//     ROUNDS=5 SCALE=100000 PORT=8080 PROFILE= node tests/bench/bench.mjs
//
// What is compared takes turns: a round has each thing once, the next round in the other order.  The
// table goes to standard output, build/bench.json has it all, progress goes to standard error.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { rate } from './arithmetic.mjs';
import { append, getRequest, hash, load, play, prepareLogins, prepareUpgrades, runAsCgi, signIn, weigh } from './measure.mjs';
import { profile } from './profile.mjs';
import { judge, print } from './report.mjs';
import { openServer } from './server.mjs';
import { bench, build, email, makeBareTree, openStock } from './stock.mjs';

const SMALL = 1000;           // the shop that one of a million is compared with
const PAGES = 50000;          // so many are looked at for the slowest
const FIRST = 20;             // upgrades that tell what a record is
const number = (name, usual, least, most) => {
  const text = process.env[name] || String(usual), value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) fail(`${name} is "${text}"; it must be a number from ${least} to ${most}.`);
  return value;
};
const rounds = number('ROUNDS', 5, 1, 100), scale = number('SCALE', 100000, 200, 10000000), port = number('PORT', 8080, 1, 65533);
// Hundredths of the usual lengths: the test of this program has less time than a measurement.
const brief = number('BRIEF', 100, 1, 100) / 100;
const seconds = usual => Math.max(1, Math.round(usual * brief));

function fail(sentence) {
  console.error(`bench: ${sentence}`);
  process.exit(1);
}

// ---- before it begins -------------------------------------------------------------------------

const begun = Date.now();
function say(what) {
  const text = `${String(Math.round((Date.now() - begun) / 1000)).padStart(4)} s  ${what}`;
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
}

function isFree(one) {
  return new Promise(resolve => {
    const server = net.createServer().once('error', () => resolve(false)).listen(one, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function checkPlace() {
  for (const [tool, remedy] of [['wrk', 'lib/tools/packages.sh bench'], ['apache2', 'lib/tools/packages.sh run'], ...(process.env.PROFILE ? [['perf', 'PROFILE=1 lib/tools/packages.sh bench']] : [])])
    if (spawnSync('/bin/sh', ['-c', `PATH=$PATH:/usr/sbin:/sbin command -v ${tool}`]).status !== 0)
      fail(`${tool} is missing. Install it with: ${remedy}`);
  for (const one of [port, port + 1, port + 2])
    if (!(await isFree(one))) fail(`something else listens on port ${one}. Take others: make bench PORT=${port + 10} (and the two above it)`);
}

function writeSessions(shop, name, places) {
  const file = path.join(bench, `${name}.sessions`), tokens = shop.sessions(places.map(email));
  writeFileSync(file, tokens.join('\n') + '\n', { mode: 0o600 });
  return { file, tokens };
}

// Customers in an order that is always the same, and not that of the store's pages.
function shuffled(count) {
  const places = Array.from({ length: count }, (_, place) => place + 1);
  let dice = 1;
  for (let last = count - 1; last > 0; last--) {
    dice = (dice * 1103515245 + 12345) % 2147483648;
    const other = Math.floor(dice / 2147483648 * (last + 1));
    [places[last], places[other]] = [places[other], places[last]];
  }
  return places;
}

// What the page's program itself sends for one of the visitors, as a file for hello.
async function answerOf(server, token) {
  const answer = await fetch(`http://127.0.0.1:${server.port}/subscriptions`, { headers: { cookie: `session=${token}`, 'accept-language': 'fr' } });
  const body = await answer.text();
  const own = [...answer.headers].filter(([name]) => !['connection', 'date', 'keep-alive', 'server', 'transfer-encoding'].includes(name));
  return { text: `Status: 200 OK\r\n${own.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`, length: Buffer.byteLength(body) };
}

// Of some visitors the one whose page is of middling length.
async function typicalAnswer(server, tokens) {
  const answers = [];
  for (const token of tokens.slice(0, 21)) answers.push(await answerOf(server, token));
  return answers.sort((a, b) => a.length - b.length)[answers.length >> 1].text;
}

// palierctl demo gives one customer in ten three subscriptions: theirs is the page that is measured.
const hasThree = place => place % 10 === 1;

// ---- the rounds ----------------------------------------------------------------------------------

async function open() {
  const shop = await openStock(scale, say);
  const small = scale >= 1000000 ? await openStock(SMALL, say) : null;
  const all = shuffled(scale), visitors = all.filter(hasThree).slice(0, 2000), places = all.filter(place => !hasThree(place));
  const sessions = writeSessions(shop, 'visitors', visitors);
  say('starting the server of the page');
  const server = await openServer({ port, shop: shop.directory, build, fill: ['subscriptions', 'upgrade', 'login', 'health'] });
  const tree = makeBareTree(await typicalAnswer(server, sessions.tokens));
  say('starting the server of hello');
  const bare = await openServer({ port: port + 1, shop: shop.directory, build: tree, fill: ['subscriptions', 'health'] });
  const other = small && {
    sessions: writeSessions(small, 'few', shuffled(SMALL).slice(0, 500)),
    server: await openServer({ port: port + 2, shop: small.directory, build, fill: ['subscriptions', 'health'] }),
  };
  return { shop, server, bare, other, places, visitors, sessions };
}

// Bytes of log that one upgrade makes.
async function recordSize({ shop, server, places }) {
  say('looking how large an upgrade’s record is');
  const requests = await prepareUpgrades(server, shop, places, FIRST);
  const before = shop.logged();
  const { answers, last_bad: bad } = await play(server, 'first', requests, { clients: 1, seconds: 30, status: 303 });
  if (answers !== requests.length) throw new Error(`of ${requests.length} upgrades ${answers} went well; another was answered ${bad}.`);
  return Math.round((shop.logged() - before) / answers);
}

// Enough forms for the time that they are sent in, going by what was seen before.
const formsFor = (earlier, time) => (earlier ? Math.ceil(rate(earlier) * time * 1.5) + 50 : 600);

async function measureRound(place, { shop, server, bare, other, sessions, places, visitors }, record, earlier) {
  const found = {};
  const upgrading = seconds(3), signing = seconds(4);
  const steps = [
    ['hello', () => load(bare, '/subscriptions', sessions.file, seconds(4))],
    ['page', () => load(server, '/subscriptions', sessions.file, seconds(4))],
    ...(other ? [['small', () => load(other.server, '/subscriptions', other.sessions.file, seconds(4))]] : []),
    ['file', () => load(server, '/palier.css', sessions.file, seconds(2))],
    ['appends', () => append(record, seconds(2))],
    ['upgrades', async () => {
      const wanted = Math.min(formsFor(earlier?.upgrades, upgrading), Math.ceil(places.length / 2));
      const requests = await prepareUpgrades(server, shop, places, wanted);
      const before = server.cpu(), done = await play(server, 'upgrades', requests, { seconds: upgrading, status: 303 });
      return { ...done, cpu: (server.cpu() - before) / done.answers * 1e6 };
    }],
    ['hashes', () => hash(shop, signing)],
    ['logins', async () => signIn(server, await prepareLogins(server, visitors.slice(0, 25 * signing)), signing)],
    ['cgi', () => runAsCgi(shop, sessions.tokens[0], seconds(50))],
  ];
  for (const [name, step] of place % 2 ? [...steps].reverse() : steps) {
    say(`round ${place + 1} of ${rounds}: ${name}`);
    found[name] = await step();
    const { bad, lost } = found[name];
    if (bad > 0 || lost > 0) say(`${name}: ${bad} bad answers, ${lost} lost`);
  }
  checkRound(found);
  return found;
}

// A page for strangers, or an error, is quick too: it must be the page that was measured.
function checkRound({ hello, page }) {
  const [bare, full] = [hello, page].map(({ bytes, answers }) => bytes / answers);
  if (Math.abs(full / bare - 1) > 0.05) throw new Error(`a page has ${Math.round(full)} bytes, hello ${Math.round(bare)}: that is not the same page.`);
}

// ---- after them ------------------------------------------------------------------------------------

function privateMemory(server) {
  return server.programs('subscriptions').map(pid => {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
    return [...text.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].reduce((sum, [, size]) => sum + Number(size), 0);
  });
}

// However slow the machine is, it is looked at for two minutes at most.
async function morePages({ server, sessions }, done) {
  const pages = { count: 0, slowest: 0 };
  const add = ({ answers, max }) => {
    pages.count += answers;
    pages.slowest = Math.max(pages.slowest, max);
  };
  done.forEach(({ page }) => add(page));
  for (let left = brief < 1 ? 0 : 120; pages.count < PAGES && left > 0; left -= 10) {
    say(`looking at more pages: ${pages.count} of ${PAGES}`);
    add(await load(server, '/subscriptions', sessions.file, 10));
  }
  return pages;
}

// Killed every half second, restarted gracefully every ten; a visitor tries again until the page is there.
async function stall({ server, sessions }) {
  const time = seconds(25), kills = { kills: 0, restarts: 0 };
  say(`killing a program every 500 ms and restarting every 10 s, for ${time} s`);
  const killing = setInterval(() => {
    const all = server.programs('subscriptions'), victim = all[Math.floor(Math.random() * all.length)];
    try {
      if (victim) process.kill(victim, 'SIGKILL');
      kills.kills += victim ? 1 : 0;
    } catch { /* it was faster */ }
  }, 500);
  const restarting = setInterval(() => {
    server.graceful();
    kills.restarts++;
  }, Math.min(10, time / 2) * 1000);
  const requests = sessions.tokens.map(token => getRequest('/subscriptions', server.port, token));
  const found = await play(server, 'pages', requests, { seconds: time, status: 200, again: 'around' });
  clearInterval(killing);
  clearInterval(restarting);
  return { ...found, ...kills };
}

async function firstRequests({ server, sessions }) {
  const found = [];
  for (let i = 0; i < rounds; i++) {
    say(`start ${i + 1} of ${rounds}`);
    await server.restart();
    const request = getRequest('/subscriptions', server.port, sessions.tokens[i]);
    found.push((await play(server, 'one', [request], { clients: 1, seconds: 10, status: 200 })).max);
  }
  return found;
}

async function measure(all) {
  const measured = { scale, method: all.server.method, record: await recordSize(all), rounds: [] };
  for (let i = 0; i < rounds; i++) measured.rounds.push(await measureRound(i, all, measured.record, measured.rounds.at(-1)));
  measured.memory = privateMemory(all.server);
  measured.pages = await morePages(all, measured.rounds);
  measured.enough = measured.pages.count >= PAGES;
  measured.weight = await weigh(all.server, all.sessions.tokens[0]);
  measured.stall = await stall(all);
  measured.firsts = await firstRequests(all);
  return measured;
}

await checkPlace();
mkdirSync(bench, { recursive: true });
try {
  const all = await open();
  if (process.env.PROFILE) console.log(await profile(all, say));
  else {
    const measured = await measure(all), goals = judge(measured);
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    console.log(print(measured, goals));
    writeFileSync(path.join(build, 'bench.json'), JSON.stringify({ goals, ...measured }) + '\n');
  }
  [all.server, all.bare, all.other?.server].forEach(server => server?.close());
} catch (error) {
  fail(error.message);
}
