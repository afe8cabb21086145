// run.mjs - runs test programs and counts their tests; `make check` and `make journeys` call it.
//
//     node tests/support/run.mjs build/tests/base/money tests/rules/translated.sh tests/http/form.mjs …
//
// A program (a file), a shell script (*.sh) or a module (*.mjs) prints TAP.  It fails as a whole,
// and counts as one failure, when it prints no plan, prints another number of results than
// planned, runs no test, ends with another status than 0 although no test failed, or lasts too
// long.  So does a program of BUILD that is still running at the end, and every report that a
// sanitizer wrote.  A test that is skipped is told, with its reason.
//
// One line per file as it finishes; what a failed one printed stands below its line, and all
// output in BUILD/check/.  Two files run at a time, but the big ones alone (see alone).
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync, readdirSync, readlinkSync, rmSync, chmodSync, existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(new URL('../..', import.meta.url).pathname);
const build = path.resolve(root, process.env.BUILD ?? 'build');
const sanitized = Boolean(process.env.SANITIZE);
const longest = file => // seconds; a journey walks through many settings
  (process.env.JOURNEYS === 'all' ? 60 : (sanitized ? 15 : 5) * (/\/journeys\//.test(file) ? 3 : 1)) * 60;
const logs = path.join(build, 'check');
const reports = path.join(build, 'reports');

// They use both cores themselves, or measure how long something takes.
const alone = file => /\/tests\/store\/|\/tests\/journeys\/|^tests\/journeys\//.test(file);

const totals = { passed: 0, failed: 0, skipped: 0 };

// ---- TAP ------------------------------------------------------------------------------------

// Gives { passed, failed, skipped: [names], faults: [sentences] } of one program's output.  A
// result that closes a group of deeper ones isn't a test of its own, unless it alone failed.
export function readTap(text) {
  const found = { passed: 0, failed: 0, skipped: [], faults: [] };
  const depths = []; // results so far, and results and failures within the next group
  let plan = null;
  const at = depth => (depths[depth] ??= { results: 0, within: 0, failedWithin: 0 });
  for (const line of text.split('\n')) {
    if (/^1\.\.\d/.test(line)) plan = Number(line.slice(3).split(' ')[0]);
    if (/^Bail out!/.test(line)) found.faults.push(line);
    const [result, space, not, name] = /^( *)(not )?ok\b(.*)$/.exec(line) ?? [];
    if (result === undefined) continue;
    const level = at(space.length);
    const group = level.within > 0;
    if (not && level.failedWithin === 0) found.failed++;
    else if (!not && !group && /# (skip|todo)\b/i.test(name)) found.skipped.push(name.trim());
    else if (!not && !group) found.passed++;
    level.results++;
    level.within = level.failedWithin = 0;
    if (space.length >= 4) {
      const upper = at(space.length - 4);
      upper.within++;
      if (not) upper.failedWithin++;
    }
  }
  const ran = depths[0]?.results ?? 0;
  if (plan === null) found.faults.push('It printed no plan.');
  else if (plan !== ran) found.faults.push(`It planned ${plan} tests and ran ${ran}.`);
  else if (ran === 0) found.faults.push('It ran no test.');
  return found;
}

// What is worth reading when something failed: all but the results that went well.
function complaint(text) {
  const lines = [];
  let quiet = false;
  for (const line of text.split('\n')) {
    if (/^ *ok\b/.test(line)) quiet = true;
    else if (/^ *not ok\b/.test(line) || !/^ *(---|\.\.\.|duration_ms|type:|# (tests|suites|pass|cancelled|skipped|todo|duration_ms) )/.test(line))
      quiet = quiet && /^ +(---|\.\.\.|duration_ms|type:)/.test(line);
    if (!quiet && line.trim() && !/^ *(# Subtest|TAP version|1\.\.\d)/.test(line)) lines.push('    ' + line);
  }
  return lines.join('\n');
}

// ---- running --------------------------------------------------------------------------------

const options = 'halt_on_error=1:log_exe_name=1:log_path=' + path.join(reports, 'report');
const environment = {
  ...process.env,
  ...(sanitized && {
    ASAN_OPTIONS: options + ':detect_leaks=1',
    UBSAN_OPTIONS: options + ':print_stacktrace=1',
    POOL: '2',
  }),
};

// A make that a test calls is none of ours.
for (const name of ['MAKEFLAGS', 'MFLAGS', 'MAKELEVEL']) delete environment[name];

function command(file) {
  if (file.endsWith('.sh')) return ['bash', [file]];
  if (file.endsWith('.mjs')) return ['node', ['--test-reporter=tap', file]];
  return [path.resolve(root, file), []];
}

const shown = file => (file.startsWith('/') ? path.relative(root, file) : file)
  .replace(path.relative(root, build) + '/', '');

function run(file) {
  const [program, words] = command(file);
  const log = path.join(logs, shown(file).replaceAll('/', '-') + '.tap');
  const output = openSync(log, 'w');
  const start = Date.now();
  return new Promise(resolve => {
    // To a file, not a pipe: nobody who stays behind can keep us waiting.
    const child = spawn(program, words,
      { cwd: root, env: environment, stdio: ['ignore', output, output], detached: true });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      process.kill(-child.pid, 'SIGTERM');
      setTimeout(() => { try { process.kill(-child.pid, 'SIGKILL'); } catch { /* it has ended */ } }, 15000);
    }, longest(file) * 1000);
    const finish = ending => {
      clearTimeout(timer);
      closeSync(output);
      const text = readFileSync(log, 'utf8');
      const found = readTap(text);
      if (late) found.faults.push(`It wasn't done after ${longest(file)} seconds.`);
      else if (ending !== 0 && found.failed === 0) found.faults.push(`It ended with ${ending}.`);
      resolve({ file, text, ...found, seconds: (Date.now() - start) / 1000 });
    };
    child.once('error', error => finish(error.message));
    child.once('exit', (code, signal) => finish(signal ?? code));
  });
}

const number = (count, word) => `${count} ${word}${count === 1 ? '' : 's'}`;

function tell({ file, text, passed, failed, skipped, faults, seconds }) {
  const bad = failed + faults.length;
  totals.passed += passed;
  totals.failed += bad;
  totals.skipped += skipped.length;
  console.log(`${bad ? 'FAILED' : 'ok    '} ${shown(file).padEnd(36)} ${number(passed + failed, 'test').padStart(9)} ${seconds.toFixed(1).padStart(6)} s`);
  for (const name of skipped) console.log(`       skipped: ${name}`);
  for (const fault of faults) console.log(`    ${shown(file)}: ${fault}`);
  if (bad) console.log(complaint(text));
}

async function runAll(files, most) {
  const waiting = [...files];
  const one = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) tell(await run(file));
  };
  await Promise.all(Array.from({ length: most }, one));
}

// ---- what is left behind --------------------------------------------------------------------

// Processes that run a program of BUILD, an Apache that serves them, or a browser of the tests:
// pid → command.
function programs() {
  const found = new Map();
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name)))
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      const ours = readlinkSync(`/proc/${pid}/exe`).startsWith(build + '/')
        || words.includes(build + '/')
        || /PALIER_RUN=|\/chromium-/.test(readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
          .filter(one => one.includes(build + '/')).join(' '));
      if (ours && Number(pid) !== process.pid) found.set(pid, words);
    } catch { /* it has ended meanwhile */ }
  return found;
}

function fail(sentence, more = '') {
  totals.failed++;
  console.log(`FAILED ${sentence}`);
  if (more) console.log(more.replace(/^/gm, '    '));
}

async function main(files) {
  for (const directory of [logs, reports]) {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
  }
  chmodSync(reports, 0o1777); // the programs under Apache have an account of their own
  const before = programs();
  await runAll(files.filter(file => !alone(file)), 2);
  await runAll(files.filter(alone), 1);

  let left = [];
  for (let tries = 0; tries < 20; tries++) { // those just told to end may take a moment
    left = [...programs()].filter(([pid]) => !before.has(pid));
    if (left.length === 0) break;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  for (const [pid, words] of left) fail(`process ${pid} was left behind: ${words}`);
  for (const name of readdirSync(reports)) {
    const report = readFileSync(path.join(reports, name), 'utf8');
    // Empty where a program was killed while it looked for leaks, as those of tests/store are.
    if (report) fail(`a sanitizer's report: ${name}`, report);
  }
  if (totals.passed + totals.failed === 0) fail('no test ran');

  console.log(totals.skipped ? `\n${totals.skipped} skipped, for the reasons above` : '');
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
  process.exitCode = totals.failed > 0 ? 1 : 0;
}

if (process.argv[1] === new URL(import.meta.url).pathname) await main(process.argv.slice(2));
