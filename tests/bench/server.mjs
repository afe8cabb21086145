// server.mjs - a shop served as make run serves it, and what its Apache and programs cost.
//
//   const server = openServer({ port, shop, build, fill: ['subscriptions'] });   // serve.sh start
//   const before = server.cpu();          // seconds of Apache's and all its programs' so far
//   server.programs('subscriptions')      // the ids of that program's processes
//   server.graceful(); server.restart(); server.close();
//
// The costs come from a cgroup where one can be made, else from /proc: of Apache and its descendants,
// with those that have ended and were waited for.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, readdirSync, readlinkSync, rmdirSync, closeSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(new URL('../..', import.meta.url).pathname);
const open = new Set();

const read = file => {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // it has ended, or isn't ours to see
  }
};

// ---- what was used ----------------------------------------------------------------------------

function makeGroup(name) {
  const mount = read('/proc/self/mounts').split('\n').map(line => line.split(' ')).find(([, , type]) => type === 'cgroup2')?.[1];
  const directory = mount && path.join(mount, name);
  try {
    mkdirSync(directory);
    if (/^usage_usec \d/m.test(read(path.join(directory, 'cpu.stat')))) return directory;
    rmdirSync(directory);
  } catch { /* not ours to make */ }
  return null;
}

// The last processes in it may take a moment to end.
function removeGroup(directory) {
  for (let tries = 0; directory && tries < 60; tries++)
    try {
      rmdirSync(directory);
      return;
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
}

const groupSeconds = directory => Number(/^usage_usec (\d+)/m.exec(read(path.join(directory, 'cpu.stat')))[1]) / 1e6;

// Parent, and ticks of a hundredth of a second, of every process.
function processes() {
  const all = new Map();
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    const text = read(`/proc/${pid}/stat`);
    const words = text.slice(text.lastIndexOf(')') + 2).split(' ');
    if (words.length > 15) all.set(Number(pid), { parent: Number(words[1]), ticks: words.slice(11, 15).reduce((sum, one) => sum + Number(one), 0) });
  }
  return all;
}

function treeSeconds(top) {
  const all = processes();
  const within = pid => pid === top || (all.has(pid) && pid > 1 && within(all.get(pid).parent));
  return [...all].filter(([pid]) => within(pid)).reduce((sum, [, { ticks }]) => sum + ticks, 0) / 100;
}

// ---- a server -----------------------------------------------------------------------------------

let count = 0;

export async function openServer({ port, shop, build, fill }) {
  const group = makeGroup(`palier-bench-${process.pid}-${count++}`);
  const environment = { ...process.env, PORT: String(port), SHOP: shop, BUILD: build, FILL: fill.join(' ') };
  const run = path.join(build, 'run', String(port));
  const script = path.join(root, 'lib/tools/serve.sh');
  const output = path.join(path.dirname(shop), `serve-${port}.log`);

  // Through a shell that enters the group first: all that it starts is in it, too.
  async function start() {
    const log = openSync(output, 'w');
    const child = spawn('/bin/bash', ['-c', '[ -z "$1" ] || echo $$ > "$1/cgroup.procs"; exec "$2" start', 'bash', group ?? '', script],
      { cwd: root, env: environment, stdio: ['ignore', log, log] });
    open.add(close);
    const code = await new Promise(resolve => child.once('exit', resolve));
    closeSync(log);
    if (code !== 0) throw new Error(`the server didn't start:\n${read(output).trim()}`);
  }
  const stop = () => spawnSync(script, ['stop'], { cwd: root, env: environment });
  function close() {
    if (!open.delete(close)) return;
    stop();
    removeGroup(group);
  }
  const pid = () => Number(read(path.join(run, 'httpd.pid')));
  await start();
  return {
    port,
    method: group ? 'cgroup' : 'proc',
    cpu: () => (group ? groupSeconds(group) : treeSeconds(pid())),
    programs(name) {
      const program = path.join(build, 'cgi-bin', name);
      return readdirSync('/proc').filter(one => /^\d+$/.test(one)).filter(one => {
        try {
          return readlinkSync(`/proc/${one}/exe`) === program && read(`/proc/${one}/environ`).split('\0').includes(`PALIER_SHOP=${shop}`);
        } catch {
          return false;
        }
      }).map(Number);
    },
    graceful: () => process.kill(pid(), 'SIGUSR1'),
    async restart() {
      stop();
      await start();
    },
    close,
  };
}

process.on('exit', () => open.forEach(close => close()));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
