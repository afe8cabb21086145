// profile.mjs - where the time of a page and of an upgrade goes: perf looks at their processes under load.
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { load, play, prepareUpgrades } from './measure.mjs';
import { bench } from './stock.mjs';

const SECONDS = 8;

// Looks at these processes while work is done, and gives perf's tables: libraries, then functions.
async function look(name, processes, work) {
  const data = path.join(bench, `${name}.perf`);
  const perf = spawn('perf', ['record', '-q', '-F', '1999', '-g', '-o', data, '-p', processes.join(',')], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise(resolve => perf.once('exit', resolve));
  const found = await work();
  perf.kill('SIGINT');
  await ended;
  const table = (...words) => {
    const done = spawnSync('perf', ['report', '--stdio', '-i', data, '-g', 'none', '--percent-limit', '0.7', ...words], { encoding: 'utf8', maxBuffer: 1 << 28 });
    return done.stdout.split('\n').filter(line => line.trim() && !line.startsWith('#')).slice(0, 40).join('\n');
  };
  return `==== ${name}: ${found.answers} answers, ${(found.answers / found.seconds).toFixed(0)} a second\n` +
    `-- by library\n${table('--no-children', '--sort', 'dso')}\n-- by function, alone\n${table('--no-children', '--sort', 'symbol,dso')}\n` +
    `-- by function, with all that it calls\n${table('--children', '--sort', 'symbol')}\n`;
}

export async function profile({ shop, server, bare, sessions, places }, say) {
  say('profiling hello');
  const parts = [await look('hello', bare.programs('subscriptions'), () => load(bare, '/subscriptions', sessions.file, SECONDS))];
  say('profiling the page');
  parts.push(await look('page', server.programs('subscriptions'), () => load(server, '/subscriptions', sessions.file, SECONDS)));
  say('preparing upgrades');
  const requests = await prepareUpgrades(server, shop, places, Math.min(4000, places.length >> 1));
  say('profiling upgrades');
  parts.push(await look('upgrade', server.programs('upgrade'), () => play(server, 'upgrades', requests, { seconds: SECONDS, status: 303 })));
  writeFileSync(path.join(bench, 'profile.txt'), parts.join('\n'));
  return parts.join('\n');
}
