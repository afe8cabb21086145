// log_lines.mjs - reads the shop's log back, line by line, and complains about a line that isn't one.
//
//   lines(shop.log())    [{ at, event, pairs: Map of key → value, line }]
//
// A line: the time, the event in words, then key=value.  A value with a space, a quote, a backslash or
// an equals sign in it, or none at all, stands in quotes, where \" and \\ are a quote and a backslash.
import assert from 'node:assert/strict';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;

function readValue(line, start) {
  if (line[start] !== '"') {
    const end = (line.indexOf(' ', start) + line.length + 1) % (line.length + 1);
    const value = line.slice(start, end);
    assert.ok(value !== '' && !/["\\=]/.test(value), `a value that lacks its quotes: ${line}`);
    return [value, end];
  }
  let value = '', at = start + 1;
  for (; line[at] !== '"'; at++) {
    assert.ok(at < line.length, `a quote that isn’t closed: ${line}`);
    if (line[at] === '\\') {
      at++;
      assert.ok(line[at] === '"' || line[at] === '\\', `\\${line[at]} is no escape: ${line}`);
    }
    value += line[at];
  }
  assert.ok(at + 1 === line.length || line[at + 1] === ' ', `something sticks to a value: ${line}`);
  return [value, at + 1];
}

export function readLine(line) {
  assert.ok(Buffer.byteLength(line) < 1024, `too long: ${line}`);
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(line, /[\x00-\x1f\x7f-\x9f\ufffd]/, line);
  const [, at, event] = /^(\S+) ([a-z][a-z -]*[a-z])(?= [a-z_]+=|$)/.exec(line) ?? [];
  assert.ok(at && TIME.test(at), `no time and event: ${line}`);
  const pairs = new Map();
  for (let place = at.length + 1 + event.length; place < line.length;) {
    const [all, key] = /^ ([a-z_]+)=/.exec(line.slice(place)) ?? [];
    assert.ok(key, `no key at ${place}: ${line}`);
    assert.ok(!pairs.has(key), `${key} twice: ${line}`);
    const [value, end] = readValue(line, place + all.length);
    pairs.set(key, value);
    place = end;
  }
  return { at, event, pairs, line };
}

export const lines = log => log.split('\n').filter(line => line !== '').map(readLine);
