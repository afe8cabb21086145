// Mails leave by themselves: a page starts `palierctl settle` behind its answer, and nobody waits
// for it.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { after, before, test } from 'node:test';
import path from 'node:path';
import { build, openShop, quote } from '../support/shop.mjs';

let shop, server, waiting = []; // connections to a mail server that says nothing

before(async () => {
  server = net.createServer(socket => waiting.push(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  shop = await openShop({ name: 'settle', fill: ['login', 'subscriptions', 'upgrade', 'health'] });
});
after(async () => {
  await shop.close();
  waiting.forEach(socket => socket.destroy());
  server.close();
});

const list = (...words) => shop.palierctl('mail', 'list', '--json', ...words).stdout.split('\n').filter(Boolean).map(JSON.parse);

async function until(what, holds, seconds = 10) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await new Promise(resolve => setTimeout(resolve, 25)))
    if (holds()) return;
  assert.fail(`not within ${seconds} seconds: ${what}`);
}

// Processes of this shop's settle, as [pid, what each open file is].
function settles() {
  const found = [];
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name)))
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${shop.directory}\0settle`)) continue;
      found.push([pid, readdirSync(`/proc/${pid}/fd`).sort((a, b) => a - b).map(fd => readlinkSync(`/proc/${pid}/fd/${fd}`))]);
    } catch { /* it has ended */ }
  return found;
}

// The sockets where visitors come in to the programs.
const doors = () => readdirSync('/proc').filter(name => /^\d+$/.test(name)).flatMap(pid => {
  try {
    return readlinkSync(`/proc/${pid}/exe`).startsWith(path.join(build, 'cgi-bin/')) ? [readlinkSync(`/proc/${pid}/fd/0`)] : [];
  } catch {
    return [];
  }
});

// The programs' children that ended and that nobody has asked after.
const zombies = () => readdirSync('/proc').filter(name => /^\d+$/.test(name)).filter(pid => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' && readlinkSync(`/proc/${parent}/exe`).startsWith(path.join(build, 'cgi-bin/'));
  } catch {
    return false;
  }
});

async function upgrade(email, id) {
  const visitor = shop.visitor();
  await visitor.signIn(email);
  const page = await visitor.get(`/subscriptions/${id}/upgrade`);
  const start = Date.now();
  const done = await visitor.submit(page, '/upgrade', { edition: 'premium', quote: quote(page) });
  assert.equal(done.status, 303);
  return Date.now() - start;
}

// "" for none: files.
function mailServer(host) {
  const file = path.join(shop.directory, 'conf/site.cfg');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^ {2}host = "[^"]*"; .*$/m, `  host = "${host}";                           #`)
    .replace(/port = \d+;/, `port = ${server.address().port};`).replace(/security = "\w+"/, 'security = "none"'));
}

test('an upgrade’s mail leaves by itself', async () => {
  await upgrade('essentials@example.com', 1);
  await until('a mail in mail/', () => readdirSync(path.join(shop.directory, 'mail')).some(name => name.endsWith('-upgraded.eml')));
  await until('settle ends', () => settles().length === 0);
  assert.deepEqual(list().map(mail => mail.state), ['sent']);
  assert.deepEqual(zombies(), []);
});

test('nobody waits for the mail server, and settle holds nothing of the web server', async () => {
  mailServer('127.0.0.1');
  assert.ok(await upgrade('advanced@example.com', 2) < 2000);
  await until('settle is there', () => waiting.length > 0);
  const [[, files], ...more] = settles();
  assert.equal(more.length, 0);
  assert.deepEqual(files.slice(0, 3), ['/dev/null', '/dev/null', '/dev/null']);
  const visitors = doors();
  assert.ok(visitors.length > 0);
  assert.deepEqual(files.filter(name => visitors.includes(name)), []);
  assert.equal((await shop.visitor().get('/health')).status, 200);
  waiting[0].destroy();
  await until('settle ends', () => settles().length === 0);
  assert.deepEqual(list('--state', 'waiting').map(mail => mail.tries), [1]);
});

test('what failed is tried again when somebody comes by, once its time has come', async () => {
  mailServer('');
  await shop.visitor().get('/health');
  await new Promise(resolve => setTimeout(resolve, 300));
  assert.equal(list('--state', 'waiting').length, 1);
  shop.palierctl('clock', 'advance', '15m');
  await shop.visitor().get('/health');
  await until('it is sent', () => list('--state', 'waiting').length === 0);
  await until('settle ends', () => settles().length === 0);
});

test('/health says when mails don’t leave', async () => {
  assert.match((await shop.visitor().get('/health')).text, /^ok mail$/m);
  mailServer('mail.invalid');
  await upgrade('studio@example.com', 5);
  await until('a first try', () => list('--state', 'waiting')[0]?.tries === 1);
  for (const [tries, wait] of [[2, '15m'], [3, '30m']]) {
    shop.palierctl('clock', 'advance', wait);
    await shop.visitor().get('/health');
    await until('another try', () => list('--state', 'waiting')[0].tries === tries);
  }
  const health = await shop.visitor().get('/health');
  assert.equal(health.status, 503);
  assert.match(health.text, /^failed mail: mails don't leave; palierctl mail list says why/m);
  mailServer('');
  assert.equal(shop.palierctl('mail', 'retry').status, 0);
  assert.match((await shop.visitor().get('/health')).text, /^ok mail$/m);
});
