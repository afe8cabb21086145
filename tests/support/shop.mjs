// shop.mjs - a demo shop of its own for a test in Node, and visitors who speak plain HTTP to it.
//
//   import { openShop, hrefs, field, lines } from '../support/shop.mjs';
//   const shop = await openShop();               // fresh demo shop, Apache on a free port
//   after(() => shop.close());                   // also done when the process ends by itself
//   const visitor = shop.visitor({ language: 'en' });
//   await visitor.signIn('essentials@example.com');
//   const page = await visitor.get('/subscriptions/1/upgrade');
//   const done = await visitor.submit(page, '/upgrade', { edition: 'premium' });
//   assert.equal(done.status, 303);
//   assert.equal(total(page, 'premium'), 1355 * 2);
//
// BUILD names the build folder (build).  What was built must be there already: nothing is made.
//
// A shop:  address, port, directory,
//   palierctl(...words)   { status, stdout, stderr }, over this shop
//   settled()             every mail that is due has left, whoever delivered it
//   visitor(options)      somebody with an empty cookie jar; language: what the browser asks for
//                         (default 'fr', null: nothing), headers: sent with every request
//   raw(text, { end })    sends bytes as they are on a connection of its own, gives the answer's;
//                         end: says at once that no more follow
//   log()                 the programs' log so far; errors(): Apache's
//   close()               stops Apache and removes the shop
//
// A visitor:  cookies (a Map, yours to change), and
//   get(path, headers)             an answer; redirects are never followed
//   post(path, fields, headers)    fields: an object, a URLSearchParams, a FormData (its files go as
//                                  multipart), or a string sent as it is
//   request(method, path, { headers, body })
//   submit(page, action, fields)   fills in and posts the form of that page whose action ends so,
//                                  hidden fields included; a field of undefined is left out
//   follow(answer)                 gets where the answer's Location points
//   signIn(email, password, next)  the scripts-off way: reads the question, answers it in the
//                                  page's language, ticks the box; gives the answer (303 when well)
//   signOut()
//
// An answer:  status, headers, location, text, path, visitor.
//
// To read a page (an answer or its text):
//   form(page, action)       { action, method, fields: Map of name → value as it would be sent }
//   field(page, name)        the value of the first field of that name: field(page, 'csrf')
//   quote(page)              field(page, 'quote')
//   lines(page, edition)     { credit, charge, total } in minor units, inside data-quote=edition
//   total(page, edition)     their total
//   subscriptions(page)      [{ id, edition, status }]
//   isBelowPremium(one)      whether one of these is Harmony's, and can be moved up to Premium
//   hrefs(page)              every address that the page links to
//   words(html)              the text of a piece of HTML, entities decoded, spaces as they are
//   solve(page)              { question, answer } for the question in words of a login page
//
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';

export const root = path.resolve(new URL('../..', import.meta.url).pathname);
export const build = path.resolve(root, process.env.BUILD ?? 'build');
export const PASSWORD = 'demo-palier-2026';

// ---- a shop ---------------------------------------------------------------------------------

const open = new Set();

export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

function serve(word, { port, directory, pool, fill }) {
  return {
    file: path.join(root, 'lib/tools/serve.sh'),
    words: [word],
    options: {
      cwd: root,
      env: { ...process.env, PORT: String(port), SHOP: directory, BUILD: build, POOL: String(pool), FILL: fill.join(' ') },
    },
  };
}

// As serve.sh makes a shop, but with a site.cfg of the test's own before anybody reads it.
function makeShop(directory, port, settings) {
  const palierctl = (...rest) => {
    const done = spawnSync(path.join(build, 'bin/palierctl'), ['--shop', directory, ...rest], { encoding: 'utf8', cwd: root });
    assert.equal(done.status, 0, done.stderr);
  };
  mkdirSync(directory);
  if (process.getuid() === 0) assert.equal(spawnSync('chown', ['www-data:www-data', directory]).status, 0);
  palierctl('init', '--kind', 'demo', '--address', `http://127.0.0.1:${port}`);
  const file = path.join(directory, 'conf/site.cfg');
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of Object.entries(settings)) {
    assert.ok(text.includes(from), `site.cfg has no ${from}`);
    text = text.replace(from, to);
  }
  writeFileSync(file, text);
  palierctl('demo');
}

// pool: processes of each program, so many requests are at work in it at once; fill: the programs of which all
// processes are started (others when they are wanted, a second each); settings: texts of the sample
// site.cfg, and what they are replaced with.
export async function openShop({ pool = 2, name = 'test', fill = ['all'], settings: own } = {}) {
  const port = await freePort();
  const directory = path.join(build, 'shops', `${name}-${port}`);
  const settings = { port, directory, pool, fill };
  mkdirSync(path.dirname(directory), { recursive: true });
  if (own) makeShop(directory, port, own);
  const { file, words, options } = serve('start', settings);
  // Not to a pipe: Apache keeps it, and waiting for its end would be waiting for Apache.
  const child = spawn(file, words, { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
  const stop = () => {
    if (!open.delete(stop)) return;
    const end = serve('stop', settings);
    const { status, stderr } = spawnSync(end.file, end.words, { ...end.options, encoding: 'utf8' });
    // A delivery that the last page started may still be writing there.
    if (!process.env.KEEP) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    assert.equal(status, 0, `the shop didn't stop: ${stderr}`);
  };
  open.add(stop);
  const code = await new Promise(resolve => child.once('exit', resolve));
  if (code !== 0) {
    stop();
    throw new Error(`serve.sh start failed with ${code}; see above`);
  }
  const shop = {
    port,
    directory,
    address: `http://127.0.0.1:${port}`,
    palierctl: (...rest) =>
      spawnSync(path.join(build, 'bin/palierctl'), ['--shop', directory, ...rest.map(String)],
        { encoding: 'utf8', cwd: root }),
    settled: () => settled(shop),
    visitor: options => new Visitor(shop, options),
    raw: (text, options) => raw(port, text, options),
    log: () => read(path.join(directory, 'log/palier.log')),
    errors: () => read(path.join(build, 'run', String(port), 'error.log')),
    close: async () => stop(),
  };
  return shop;
}

// A page that has put a mail in starts `palierctl settle` itself: while that one delivers, another
// is told so and leaves.
async function settled(shop) {
  const settle = () => {
    const { status, stdout, stderr } = shop.palierctl('settle', '--json');
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout);
  };
  for (const end = Date.now() + 20000; settle().busy; await new Promise(resolve => setTimeout(resolve, 25)))
    assert.ok(Date.now() < end, 'another process has been delivering for 20 seconds');
}

const read = file => (existsSync(file) ? readFileSync(file, 'utf8') : '');

process.on('exit', () => open.forEach(stop => stop()));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

function raw(port, text, { end = false } = {}) {
  return new Promise((resolve, reject) => {
    const pieces = [];
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: end },
      () => socket[end ? 'end' : 'write'](text));
    socket.on('data', piece => pieces.push(piece));
    socket.on('close', () => resolve(Buffer.concat(pieces).toString('latin1')));
    socket.on('error', error => (pieces.length ? undefined : reject(error)));
    socket.setTimeout(20000, () => socket.destroy(new Error('no answer within 20 seconds')));
  });
}

// ---- a visitor ------------------------------------------------------------------------------

class Visitor {
  constructor(shop, { language = 'fr', headers = {} } = {}) {
    this.shop = shop;
    this.language = language;
    this.headers = headers;
    this.cookies = new Map();
  }

  // Node's own client: fetch adds headers of its own, and would not send a foreign Host.
  request(method, target, { headers = {}, body } = {}) {
    const sent = { ...this.headers };
    if (this.language) sent['accept-language'] = this.language;
    if (this.cookies.size) sent.cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    if (body !== undefined) sent['content-length'] = Buffer.byteLength(body);
    Object.assign(sent, headers);
    return new Promise((resolve, reject) => {
      const request = http.request({
        host: '127.0.0.1', port: this.shop.port, method, path: target, headers: sent, agent: false,
        timeout: 40000,
      }, response => {
        const pieces = [];
        response.on('data', piece => pieces.push(piece));
        response.on('end', () => {
          this.keep(response.headers['set-cookie'] ?? []);
          resolve({
            status: response.statusCode,
            headers: response.headers,
            location: response.headers.location ?? null,
            text: Buffer.concat(pieces).toString('utf8'),
            path: target,
            visitor: this,
          });
        });
      });
      request.on('timeout', () => request.destroy(new Error(`no answer to ${method} ${target}`)));
      request.on('error', reject);
      request.end(body);
    });
  }

  keep(lines) {
    for (const line of lines) {
      const [pair, ...attributes] = line.split(/;\s*/);
      const name = pair.slice(0, pair.indexOf('='));
      const gone = attributes.some(word => /^max-age=0$/i.test(word) || /^expires=.*19[67]\d/i.test(word));
      if (gone) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(name.length + 1));
    }
  }

  get(target, headers) {
    return this.request('GET', target, { headers });
  }

  async post(target, fields, headers = {}) {
    if (fields instanceof FormData) {
      const encoded = new Response(fields);
      return this.request('POST', target, {
        headers: { 'content-type': encoded.headers.get('content-type'), ...headers },
        body: Buffer.from(await encoded.arrayBuffer()),
      });
    }
    const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
    return this.request('POST', target,
      { headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body });
  }

  submit(page, action, fields = {}) {
    const found = form(page, action);
    for (const [name, value] of Object.entries(fields))
      if (value === undefined) found.fields.delete(name);
      else found.fields.set(name, value);
    return this.post(found.action || page.path, found.fields);
  }

  follow(answer) {
    assert.ok(answer.location, `${answer.path} answered ${answer.status} without a Location`);
    return this.get(answer.location);
  }

  async signIn(email, password = PASSWORD, next) {
    const page = await this.get('/login' + (next ? `?next=${encodeURIComponent(next)}` : ''));
    return this.submit(page, '/login', { email, password, robot: 'on', ...solve(page) });
  }

  async signOut() {
    return this.submit(await this.get('/'), '/logout');
  }
}

// ---- reading pages --------------------------------------------------------------------------

const source = page => (typeof page === 'string' ? page : page.text);

// For complaints: which page it was.
const named = page => {
  const title = /<title>([^<]*)/.exec(source(page))?.[1] ?? 'a text without title';
  return typeof page === 'string' ? title : `${page.path} (${page.status}, ${title})`;
};

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const decode = text =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal, hex, name) =>
    decimal ? String.fromCodePoint(decimal) : hex ? String.fromCodePoint(parseInt(hex, 16)) : entities[name] ?? all);

export const words = html => decode(html.replace(/<[^>]*>/g, ''));

export function attributes(tag) {
  const found = {};
  for (const [, name, value] of tag.matchAll(/\s([\w-]+)(?:="([^"]*)")?(?=[\s/>])/g))
    found[name] = decode(value ?? '');
  return found;
}

const tags = (html, name) =>
  [...html.matchAll(new RegExp(`<(?:${name})\\b[^>]*>`, 'g'))].map(([tag]) => attributes(tag));

export function form(page, action) {
  const forms = [...source(page).matchAll(/<form\b[^>]*>[^]*?<\/form>/g)].map(([html]) => html);
  const html = forms.find(one => attributes(one.slice(0, one.indexOf('>') + 1)).action?.endsWith(action));
  assert.ok(html, `${named(page)} has no form for ${action}`);
  const own = attributes(html.slice(0, html.indexOf('>') + 1));
  const fields = new Map();
  for (const input of tags(html, 'input')) {
    const box = input.type === 'radio' || input.type === 'checkbox';
    if (input.name && (!box || 'checked' in input)) fields.set(input.name, input.value ?? 'on');
  }
  for (const [, open, text] of html.matchAll(/(<textarea\b[^>]*>)\n?([^<]*)/g))
    fields.set(attributes(open).name, decode(text));
  for (const [, open, options] of html.matchAll(/(<select\b[^>]*>)([^]*?)<\/select>/g))
    fields.set(attributes(open).name, tags(options, 'option').find(one => 'selected' in one)?.value);
  return { action: own.action, method: own.method, fields };
}

export function field(page, name) {
  const input = tags(source(page), 'input').find(one => one.name === name);
  assert.ok(input, `${named(page)} has no field ${name}`);
  return input.value ?? '';
}

export const quote = page => field(page, 'quote');

export function lines(page, edition) {
  const start = source(page).indexOf(`data-quote="${edition}"`);
  assert.notEqual(start, -1, `${named(page)} has no quote for ${edition}`);
  const table = source(page).slice(start, source(page).indexOf('</table>', start));
  const found = {};
  for (const [, line, row] of table.matchAll(/<tr data-line="(\w+)">([^]*?)<\/tr>/g)) {
    // A line's explanation holds prices; the amount is the last one.
    found[line] = Number(tags(row, 'data').at(-1).value);
  }
  return found;
}

export const total = (page, edition) => lines(page, edition).total;

export const subscriptions = page =>
  tags(source(page), 'article').filter(one => 'data-subscription' in one).map(one => ({
    id: one['data-subscription'], edition: one['data-edition'], status: one['data-status'],
  }));

export const isBelowPremium = ({ edition, status }) => status === 'active' && ['essentials', 'advanced'].includes(edition);

export const hrefs = page => tags(source(page), 'a').map(one => one.href);

const NUMBERS = {
  fr: ['zéro', 'un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix', 'onze', 'douze', 'treize',
    'quatorze', 'quinze', 'seize', 'dix-sept', 'dix-huit', 'dix-neuf', 'vingt'],
  en: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve',
    'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen', 'twenty'],
};

// In letters where there is a word for it, else in digits: both are answers.
export function solve(page) {
  const label = words(/<label for="answer">([^]*?)<\/label>/.exec(source(page))?.[1] ?? '');
  const [, left, sign, right] =
    /(?:combien font|what is) (\S+) (plus|moins|minus) (\S+?)\s?\?/.exec(label) ?? [];
  const language = sign === 'moins' || /font/.test(label) ? 'fr' : 'en';
  const [a, b] = [left, right].map(word => NUMBERS[language].indexOf(word));
  assert.ok(a > 0 && b > 0, `no sum in "${label}"`);
  const answer = sign === 'plus' ? a + b : a - b;
  return { question: field(page, 'question'), answer: NUMBERS[language][answer] ?? String(answer) };
}
