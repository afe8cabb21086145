// report.mjs - what was measured against the goals: a line each, and the same for machines.
import { fits, median, middle, rate, round } from './arithmetic.mjs';

const times = digits => value => value.toFixed(digits);
const unit = (digits, word) => value => `${value.toFixed(digits)} ${word}`;

// A goal: what, its figure's name in bench.json, how it is written, the limit (and its words), and how
// the figure is found in what was measured; null where that was not.
const GOALS = [
  { what: 'CPU of the page − CPU of hello', name: 'page_cpu_over_hello', show: unit(1, 'µs'),
    goal: ({ scale }) => ({ most: scale > 100000 ? 40 : 25 }),
    of: ({ rounds }) => middle(rounds, one => one.page.cpu - one.hello.cpu) },
  { what: 'page ÷ hello, requests/s', name: 'page_rate_to_hello', show: times(2), goal: () => ({ least: 0.87 }),
    of: ({ rounds }) => middle(rounds, one => rate(one.page) / rate(one.hello)) },
  { what: 'p99 of the page ÷ p99 of hello', name: 'page_p99_to_hello', show: times(2), goal: () => ({ most: 1.3 }),
    of: ({ rounds }) => middle(rounds, one => one.page.p99 / one.hello.p99) },
  { what: 'slowest of 50,000 pages', name: 'page_slowest', show: unit(0, 'ms'), goal: () => ({ most: 500 }),
    of: ({ pages, enough }) => (enough ? pages.slowest : null) },
  { what: 'durable upgrades ÷ the lesser of appends and hello/2', name: 'upgrades_to_limit', show: times(2), goal: () => ({ least: 0.8 }),
    of: ({ rounds }) => middle(rounds, one => rate(one.upgrades) / Math.min(rate(one.appends), rate(one.hello) / 2)) },
  { what: 'worst stall under kills and graceful restarts', name: 'worst_stall', show: unit(0, 'ms'), goal: () => ({ below: 1000 }),
    of: ({ stall }) => stall.max },
  { what: 'private memory of a page’s process', name: 'private_memory', show: unit(2, 'MiB'), goal: () => ({ most: 0.4 }),
    of: ({ memory }) => Math.max(...memory) / 1024 },
  { what: 'page as plain CGI ÷ an empty program', name: 'cgi_to_empty', show: times(2), goal: () => ({ most: 4 }),
    of: ({ rounds }) => middle(rounds, one => one.cgi.page / one.cgi.empty) },
  { what: 'first request after a start', name: 'first_request', show: unit(1, 'ms'), goal: () => ({ most: 10 }),
    of: ({ firsts }) => median(firsts) },
  { what: 'page at 1,000,000 customers ÷ at 1,000, requests/s', name: 'page_rate_to_small', show: times(2), goal: () => ({ least: 0.9 }),
    of: ({ rounds, scale }) => (scale < 1000000 ? null : middle(rounds, one => rate(one.page) / rate(one.small))) },
  { what: 'logins/s ÷ bare Argon2id', name: 'logins_to_hashes', show: times(2), goal: () => ({ least: 0.95 }),
    of: ({ rounds }) => middle(rounds, one => rate(one.logins) / one.hashes.rate) },
  { what: 'HTML, style and script of the page', name: 'page_weight', show: unit(1, 'KB'), goal: () => ({ most: 20 }),
    of: ({ weight }) => weight / 1024 },
];

const limit = ({ most, least, below }, show) =>
  (most !== undefined ? `≤ ${show(most)}` : below !== undefined ? `< ${show(below)}` : `≥ ${show(least)}`);

export function judge(measured) {
  return GOALS.map(({ what, name, show, goal, of }) => {
    const value = of(measured), wanted = goal(measured), met = fits(value, wanted);
    const short = value === null ? null : round(value, 3);
    return { name, what, value: short, goal: wanted, met, shown: value === null ? '–' : show(value), wanted: limit(wanted, show) };
  });
}

const verdict = met => (met === null ? 'not measured in this run' : met ? 'met' : 'NOT MET');

function columns(rows, right = []) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
  return rows.map(row => row.map((text, column) =>
    (right.includes(column) ? text.padStart(widths[column]) : text.padEnd(widths[column]))).join('  ').trimEnd());
}

// The absolute figures behind the ratios, which say little by themselves on a shared machine.
const KINDS = [['a static file', 'file'], ['hello', 'hello'], ['the page', 'page'], ['the page, 1,000 customers', 'small'],
  ['an upgrade', 'upgrades'], ['a durable append', 'appends'], ['a login', 'logins']];

function detail(rounds) {
  const number = (value, digits) => (value === null ? '' : value.toFixed(digits));
  const rows = KINDS.filter(([, kind]) => rounds.some(one => one[kind])).map(([what, kind]) => {
    const of = read => middle(rounds, one => read(one[kind]) ?? null);
    return [what, number(of(rate), 1), ...['p50', 'p99', 'max'].map(name => number(of(one => one[name]), 2)), number(of(one => one.cpu), 0)];
  });
  return columns([['', 'a second', 'p50 ms', 'p99 ms', 'max ms', 'CPU µs'], ...rows], [1, 2, 3, 4, 5]);
}

export function print(measured, goals) {
  const { rounds, stall, firsts, memory, pages, scale, method, record } = measured;
  const middleMemory = median(memory) / 1024;
  return [
    '',
    ...columns([['', 'figure', 'goal', ''], ...goals.map(one => [one.what, one.shown, one.wanted, verdict(one.met)])], [1, 2]),
    '',
    `Medians of ${rounds.length} rounds, ${scale} customers, CPU from ${method === 'cgroup' ? 'a cgroup' : '/proc'}, other work on this machine included:`,
    ...detail(rounds),
    '',
    `${pages.count} pages in all.  An upgrade logs ${record} bytes.  Under kills and restarts ${stall.answers} pages, ${stall.bad} refused, ` +
      `${stall.lost} lost, ${stall.kills} kills, ${stall.restarts} restarts.`,
    `First requests: ${firsts.map(one => one.toFixed(1)).join(', ')} ms.  Memory: ${middleMemory.toFixed(2)} MiB in the median process.`,
  ].join('\n');
}
