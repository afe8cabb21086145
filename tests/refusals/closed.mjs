// A shop that can't be opened, and one without room: 503 with a sentence, nothing lost, and open
// again as soon as the cause is gone.
//   make && node --test tests/refusals/closed.mjs
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build, form, openShop } from '../support/shop.mjs';
import { books, customer, done, guarded, parse, programs, refused, says, settleClock, unchanged } from '../support/refusals.mjs';

let shop, start;

before(async () => {
  shop = await openShop({ pool: 1, name: 'closed' });
  start = books(shop);
});
after(() => shop.close());

const at = file => path.join(shop.directory, file);

// Each breaks the shop and gives the way to mend it.
const BREAKS = [
  ['a site.cfg with a mistake', 'store', '/', () => rewrite('conf/site.cfg', text => text.replace('name = "Harmony";', 'name = Harmony;')), /conf\/site\.cfg:\d+/],
  ['a site.cfg with an unknown key', 'login', '/login', () => rewrite('conf/site.cfg', text => text + '\ncolour = "red";\n'), /colour/],
  ['no site.cfg', 'invoices', '/invoices', () => moved('conf/site.cfg'), /conf\/site\.cfg/],
  ['no store', 'subscriptions', '/subscriptions', () => moved('data'), /store|data/],
  ['no secret', 'captcha', '/captcha', () => moved('secrets/signing'), /secrets\/signing/],
  ['a secret that others may read', 'health', '/health', () => mode('secrets/signing', 0o644), /secrets\/signing/],
  ['a secret cut short', 'invoice', '/invoices/1', () => rewrite('secrets/signing', text => text.slice(0, 40)), /secrets\/signing/],
];

function rewrite(file, change) {
  const text = readFileSync(at(file), 'utf8');
  assert.notEqual(change(text), text);
  writeFileSync(at(file), change(text));
  return () => writeFileSync(at(file), text);
}

function moved(file) {
  renameSync(at(file), at(file) + '.away');
  return () => renameSync(at(file) + '.away', at(file));
}

function mode(file, bits) {
  const { mode } = statSync(at(file));
  chmodSync(at(file), bits);
  return () => chmodSync(at(file), mode);
}

// A program as plain CGI, as the shop's owner: what a process started now would answer.
function run(program, address) {
  const { uid, gid } = statSync(shop.directory);
  const { stdout, stderr, status } = spawnSync(path.join(build, 'cgi-bin', program), [], {
    env: { PALIER_SHOP: shop.directory, GATEWAY_INTERFACE: 'CGI/1.1', SERVER_PROTOCOL: 'HTTP/1.1', REQUEST_METHOD: 'GET',
      REQUEST_URI: address, SERVER_NAME: '127.0.0.1', SERVER_PORT: '80', REMOTE_ADDR: '127.0.0.1', HTTP_HOST: '127.0.0.1' },
    input: '', encoding: 'latin1', timeout: 20000, ...(process.getuid() === 0 ? { uid, gid } : {}),
  });
  return { ...parse(`HTTP/1.1 ${/^Status: (.*)$/m.exec(stdout)?.[1]}\r\nServer: Apache\r\n${stdout}`), exit: status, stderr };
}

describe('a shop that can’t be opened answers 503 in both languages', () => {
  for (const [name, program, address, breaks, sentence] of BREAKS)
    test(`${name} (${program})`, () => {
      const open = run(program, address).status;
      const mend = breaks();
      let answer;
      try {
        answer = run(program, address);
      } finally {
        mend();
      }
      refused(answer, 503, says.pause);
      assert.notEqual(answer.exit, 0);
      assert.doesNotMatch(answer.text, /site\.cfg|secrets|\/shops\//, 'the cause is for the log alone');
      assert.notEqual(open, 503);
      assert.equal(run(program, address).status, open, 'mended');
      assert.match(shop.log() + answer.stderr, sentence);
      unchanged(shop, start);
    });
});

// So that they read site.cfg anew; a sanitized one takes a moment to be gone, and would be handed the request.
async function restart(program) {
  for (const pid of programs(shop, program)) process.kill(pid, 'SIGKILL');
  for (let tries = 0; tries < 200 && programs(shop, program).length > 0; tries++)
    await new Promise(resolve => setTimeout(resolve, 10));
}

test('a shop with an address on a public name, without https, signs nobody in [12.2.1]', async () => {
  const mend = rewrite('conf/site.cfg', text => text.replace(/^address = "[^"]*"/m, 'address = "http://shop.example.com"').replace('kind = "demo"', 'kind = "test"'));
  await restart('login');
  try {
    for (const language of ['fr', 'en']) {
      const visitor = shop.visitor({ language }), answer = await visitor.signIn('essentials@example.com');
      refused(answer, 422, says.notEncrypted);
      assert.equal((await visitor.get('/subscriptions')).status, 303);
    }
  } finally {
    mend();
    await restart('login');
  }
  assert.equal((await shop.visitor().signIn('essentials@example.com')).status, 303);
  unchanged(shop, start);
});

test('programs that run go on with what they read; new ones answer 503, until the file is right again', async () => {
  const visitor = shop.visitor();
  assert.equal((await visitor.get('/')).status, 200);
  const mend = rewrite('conf/site.cfg', text => text.replace('currency = "EUR"', 'currency = "XYZ"'));
  try {
    assert.equal((await visitor.get('/')).status, 200);
    await restart('store');
    const answer = await visitor.get('/');
    refused(answer, 503, says.pause);
    assert.match(answer.text, /<html lang="fr">[^]*<section class="flow" lang="en">/);
    assert.match(shop.log() + shop.errors(), /site\.cfg:\d+/);
  } finally {
    mend();
  }
  assert.equal((await visitor.get('/')).status, 200);
  unchanged(shop, start);
});

// ---- a full disk -----------------------------------------------------------------------------------

// A file system of our own to be filled; undefined where we may not have one.
function smallDisk(mebibytes) {
  const directory = path.join(build, 'shops', `disk-${process.pid}`);
  mkdirSync(directory, { recursive: true });
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=755`, 'palier-test', directory]);
  if (status === 0) return directory;
  rmSync(directory, { recursive: true });
  return undefined;
}

test('a disk without room: pages are read, nothing is written, and the same form works afterwards', async t => {
  const disk = smallDisk(192);
  if (!disk) return t.skip('no file system of one’s own can be mounted here');
  const full = await openShop({ pool: 1, name: `${path.basename(disk)}/shop` });
  const ballast = path.join(disk, 'ballast');
  try {
    settleClock(full);
    for (const language of ['fr', 'en']) {
      const owner = customer(full, language === 'fr' ? 'essentials@example.com' : 'advanced@example.com', language);
      const address = `/subscriptions/${language === 'fr' ? 1 : 2}/upgrade`;
      const page = await owner.get(address);
      const before = books(full);
      const { stdout } = spawnSync('df', ['--output=avail', '-k', disk], { encoding: 'utf8' });
      const kibibytes = Number(stdout.split('\n')[1]) - 8192;
      assert.ok(kibibytes > 0);
      assert.equal(spawnSync('fallocate', ['-l', `${kibibytes}K`, ballast]).status, 0);

      refused(await owner.submit(page, '/upgrade', { edition: 'premium' }), 503, says.pause);
      unchanged(full, before);
      assert.equal((await owner.get('/subscriptions')).status, 200);
      assert.equal((await owner.get(address)).status, 200);
      const health = await full.visitor().get('/health');
      assert.equal(health.status, 503);
      assert.match(health.text, /^failed disk: /m);
      refused(await full.visitor({ language }).signIn('premium@example.com'), 503, says.pause);

      rmSync(ballast);
      const answer = await owner.submit(page, '/upgrade', { edition: 'premium' });
      assert.equal(answer.status, 303);
      assert.equal(done(full, language === 'fr' ? 1 : 2).upgrades.length, 1);
      assert.equal((await full.visitor().get('/health')).status, 200);
    }
    guarded(await full.visitor().get('/'));
  } finally {
    await full.close();
    assert.equal(spawnSync('umount', [disk]).status, 0);
    rmSync(disk, { recursive: true });
  }
});
