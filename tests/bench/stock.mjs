// stock.mjs - what is measured with: demo shops that are kept from run to run, and the bare program's tree.
//
//   const shop = await openStock(100000);    // a copy of its own of the shop kept for that number
//   shop.directory, shop.customers, shop.palierctl(…), shop.sessions(emails), shop.logged()
//
// The kept shop is never served, so every run begins with the same one; it is made again when the
// sources that decide what it looks like have changed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './server.mjs';

export const build = path.resolve(root, process.env.BUILD ?? 'build');
export const bench = path.join(build, 'bench');
const palierctl = path.join(build, 'bin/palierctl');
const LOG_FILE = 8 << 20; // LOG_FILE of lib/store/environment.c

const DECISIVE = ['lib/domain/schema.proto', 'lib/domain/demo.c', 'lib/domain/tables.h', 'lib/domain/tables.c', 'lib/domain/subscription.c',
  'lib/store/environment.c', 'lib/store/key.c', 'lib/store/record.c', 'lib/store/gate.c', 'lib/store/slots.c', 'conf/site.cfg', 'conf/catalog.cfg'];

const fingerprint = () => DECISIVE.reduce((hash, file) => hash.update(readFileSync(path.join(root, file))), createHash('sha256')).digest('hex');

// The account that the programs have under Apache.
export const owner = process.getuid() === 0 ? { uid: number('-u'), gid: number('-g') } : {};
function number(option) {
  return Number(spawnSync('id', [option, 'www-data'], { encoding: 'utf8' }).stdout);
}

function call(directory, words) {
  const done = spawnSync(palierctl, ['--shop', directory, ...words.map(String)], { encoding: 'utf8', cwd: root, maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`palierctl ${words[0]}: ${done.stderr.trim()}`);
  return done.stdout;
}

// With its own lines about how far it is.
async function fill(directory, customers) {
  const child = spawn(palierctl, ['--shop', directory, 'demo', '--customers', String(customers)], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise(resolve => child.once('exit', resolve));
  if (code !== 0) throw new Error('palierctl demo failed; see above.');
}

// A day after it was made, at nine: no day ends while it is measured.
async function make(directory, customers) {
  const begun = `${directory}.new`;
  rmSync(begun, { recursive: true, force: true });
  mkdirSync(begun, { recursive: true });
  if (owner.uid) chownSync(begun, owner.uid, owner.gid);
  call(begun, ['init', '--kind', 'demo', '--address', 'http://127.0.0.1:8080']);
  await fill(begun, customers);
  const day = new Date(Date.now() + 86400000).toISOString().slice(0, 10);
  writeFileSync(path.join(begun, 'bench.json'), JSON.stringify({ fingerprint: fingerprint(), instant: `${day}T09:00:00Z` }));
  rmSync(directory, { recursive: true, force: true });
  if (spawnSync('mv', [begun, directory]).status !== 0) throw new Error(`${begun} can't be renamed.`);
}

const told = directory => {
  try {
    return JSON.parse(readFileSync(path.join(directory, 'bench.json'), 'utf8'));
  } catch {
    return {};
  }
};

// Log files are written over from their beginning, zeroes to the end; a record has no eight in a row at its end.
function logged(directory) {
  const last = readdirSync(path.join(directory, 'data')).filter(name => /^log\.\d{10}$/.test(name)).sort().at(-1);
  const bytes = readFileSync(path.join(directory, 'data', last));
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  // The library marks the end of a new file with one byte.
  if (end === bytes.length) for (end = bytes.length - 1; end > 0 && bytes[end - 1] === 0;) end--;
  return Number(last.slice(4)) * LOG_FILE + end;
}

export const email = place => `customer${String(place).padStart(6, '0')}@example.com`;

export async function openStock(customers, say) {
  const kept = path.join(bench, `stock-${customers}`), directory = path.join(bench, `shop-${customers}`);
  if (told(kept).fingerprint !== fingerprint()) {
    say(`making a shop of ${customers} customers, which is kept for the next time`);
    await make(kept, customers);
  }
  rmSync(directory, { recursive: true, force: true });
  const copied = spawnSync('cp', ['-a', '--reflink=auto', kept, directory], { encoding: 'utf8' });
  if (copied.status !== 0) throw new Error(`the shop can't be copied: ${copied.stderr.trim()}`);
  call(directory, ['clock', 'set', told(kept).instant]);
  const cost = name => Number(new RegExp(`^\\s*${name} = (\\d+);`, 'm').exec(readFileSync(path.join(directory, 'conf/site.cfg'), 'utf8'))[1]);
  return {
    directory,
    customers,
    passes: cost('passes'),
    mebibytes: cost('mebibytes'),
    palierctl: (...words) => call(directory, words),
    sessions: emails => call(directory, ['session', 'open', ...emails]).trim().split('\n'),
    logged: () => logged(directory),
  };
}

// A tree like build's, in which the address of the page leads to the bare program: so it is served by
// the same configuration, through the same rules.
export function makeBareTree(answer) {
  const tree = path.join(bench, 'bare');
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(path.join(tree, 'cgi-bin'), { recursive: true });
  for (const part of ['errors', 'packed', 'language', 'bin', 'cgi-bin/health'])
    if (existsSync(path.join(build, part))) cpSync(path.join(build, part), path.join(tree, part), { recursive: true });
  const program = path.join(tree, 'cgi-bin/subscriptions');
  cpSync(path.join(bench, 'bin/hello'), program);
  writeFileSync(`${program}.answer`, answer);
  chmodSync(`${program}.answer`, 0o644);
  return tree;
}
