// What comes back when a vote isn't what the page below an article sends: floods, forgeries, articles
// that don't exist, reasons that aren't texts.  Nothing of it is stored.
//   make && node --test tests/refusals/votes.mjs
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { field, form, openShop, words } from '../support/shop.mjs';
import { books, customer, refused, says, tells } from '../support/refusals.mjs';

const ARTICLE = '/help/upgrade';
const VOTE = `${ARTICLE}/vote`;

let shop, operator;
before(async () => {
  shop = await openShop({ pool: 1, name: 'votes' });
  operator = customer(shop, 'operator@example.com', 'en');
});
after(() => shop.close());

const plain = html => words(html).replace(/\s+/g, ' ');

// What the operator sees of the votes: helpful, of how many, and the page.
async function tally() {
  const page = await operator.get('/admin/articles?article=upgrade');
  assert.equal(page.status, 200);
  const [, helpful, all] = /(\d+) of (\d+) found this helpful/.exec(plain(page.text)) ?? [null, 0, 0];
  return { helpful: Number(helpful), votes: Number(all), page };
}

async function kept(before) {
  const now = await tally();
  assert.deepEqual([now.helpful, now.votes], [before.helpful, before.votes]);
  assert.equal(plain(/<main[^]*<\/main>/.exec(now.page.text)[0]), plain(/<main[^]*<\/main>/.exec(before.page.text)[0]));
}

// Somebody with the page open, by language; their form's token.
async function reader(language = 'fr') {
  const visitor = shop.visitor({ language });
  const page = await visitor.get(ARTICLE);
  assert.equal(page.status, 200);
  return { visitor, page, csrf: field(page, 'csrf') };
}

async function sent(fields, language) {
  const { visitor, csrf } = await reader(language);
  return visitor.post(VOTE, { csrf, ...fields });
}

// Who has said No.
async function critic(language) {
  const one = await reader(language);
  const answer = await one.visitor.submit(one.page, '/vote', { helpful: 'no' });
  assert.equal(answer.location, `${ARTICLE}#feedback`);
  return { ...one, page: await one.visitor.get(ARTICLE) };
}

describe('a vote', () => {
  for (const language of ['fr', 'en'])
    test(`that no page of ours sent is refused (${language})`, async () => {
      const before = await tally();
      const { visitor, csrf } = await reader(language);
      const other = await reader(language);
      for (const [fields, headers] of [
        [{ helpful: 'yes' }], [{ helpful: 'yes', csrf: 'x' }], [{ helpful: 'yes', csrf: other.csrf }],
        [{ helpful: 'yes', csrf }, { origin: 'https://else.example' }], [{ helpful: 'yes', csrf }, { 'sec-fetch-site': 'cross-site' }],
      ]) {
        const answer = await visitor.post(VOTE, fields, headers);
        refused(answer, 403, says.forged);
        assert.ok(answer.text.includes(`href="${VOTE}"`), 'the way back is a link');
      }
      assert.equal((await visitor.get(VOTE)).location, `${ARTICLE}#feedback`, 'and leads to the article');
      for (const [fields, status, sentence] of [
        [{ helpful: 'perhaps' }, 400, says.notTheForm], [{ helpful: 'YES' }, 400, says.notTheForm], [{ helpful: 'y'.repeat(9) }, 400, says.fieldTooLong],
        [{ helpful: 'yes', more: '1' }, 400, says.unknownField], [{}, 422, says.sayWhat], [{ reason: ' \r\n ' }, 422, says.sayWhat],
      ])
        refused(await visitor.post(VOTE, { csrf, ...fields }), status, sentence);
      refused(await visitor.post(VOTE, `csrf=${csrf}&helpful=yes&helpful=no`), 400, says.repeatedField);
      refused(await visitor.post(VOTE, JSON.stringify({ csrf, helpful: 'yes' }), { 'content-type': 'application/json' }), 415, says.type);
      refused(await visitor.post(VOTE, `csrf=${csrf}&helpful=yes`, { 'content-type': 'text/plain' }), 415, says.type);
      await kept(before);
    });

  test('on an article that doesn’t exist is refused', async () => {
    const before = await tally();
    const { visitor, csrf } = await reader();
    for (const id of ['nothing', 'Upgrade', 'upgrade%00', '%2e%2e', 'x'.repeat(300), '%F0%9F%92%A3', 'upgrade%20'])
      assert.ok([400, 404].includes((await visitor.post(`/help/${id}/vote`, { csrf, helpful: 'yes' })).status), id);
    refused(await visitor.post('/help/nothing/vote', { csrf, helpful: 'no', reason: 'x' }), 404, says.missing);
    refused(await visitor.get('/help/nothing/vote'), 404, says.missing);
    await kept(before);
    assert.doesNotMatch((await operator.get('/admin/articles')).text, /nothing/);
  });

  test('counts once for each visitor, whoever they are', async () => {
    const before = await tally();
    const stranger = await reader();
    const again = () => stranger.visitor.submit(stranger.page, '/vote', { helpful: 'yes' });
    assert.equal((await again()).status, 303);
    assert.equal((await again()).status, 303);
    const ana = customer(shop, 'essentials@example.com'), elsewhere = customer(shop, 'essentials@example.com');
    await ana.submit(await ana.get(ARTICLE), '/vote', { helpful: 'yes' });
    await elsewhere.submit(await elsewhere.get(ARTICLE), '/vote', { helpful: 'no' });
    const now = await tally();
    assert.deepEqual([now.helpful, now.votes], [before.helpful + 1, before.votes + 2]);
  });
});

describe('a reason', () => {
  for (const language of ['fr', 'en']) {
    test(`longer than 2000 bytes is refused whole (${language})`, async () => {
      const { visitor, csrf } = await critic(language);
      const before = await tally();
      for (const reason of ['x'.repeat(2001), '社'.repeat(667), 'x'.repeat(60000)])
        refused(await visitor.post(VOTE, { csrf, reason }), 400, says.fieldTooLong);
      assert.ok((await visitor.post(VOTE, { csrf, reason: 'x'.repeat(70000) })).status === 413);
      await kept(before);
      assert.equal((await visitor.post(VOTE, { csrf, reason: '社'.repeat(666) })).status, 303);
      assert.equal(form(await visitor.get(ARTICLE), '/vote').fields.get('reason'), '社'.repeat(666));
    });

    test(`with control characters is shown again to be mended (${language})`, async () => {
      const { visitor, csrf } = await critic(language);
      const before = await tally();
      for (const reason of ['bell\u0007', 'escape\u001b[31m', 'c1\u0085', 'delete\u007f']) {
        const answer = await visitor.post(VOTE, { csrf, reason });
        refused(answer, 422, says.badCharacter);
        assert.match(answer.text, /role="alert"[^]*<a href="#reason">/);
        assert.match(answer.text, /<textarea id="reason"[^>]* aria-invalid="true" aria-describedby="reason-error"/);
        assert.ok(form(answer, '/vote').fields.get('reason').startsWith(reason.slice(0, 2)), 'what was typed is kept');
      }
      refused(await visitor.post(VOTE, `csrf=${csrf}&reason=a%00b`), 400, says.nul);
      refused(await visitor.post(VOTE, `csrf=${csrf}&reason=%FF`), 400, says.encoding);
      await kept(before);
    });

    test(`of somebody who hasn’t said No is held back, with what was typed (${language})`, async () => {
      const before = await tally();
      const { visitor, csrf } = await reader(language);
      const answer = await visitor.post(VOTE, { csrf, reason: 'Le prix.' });
      refused(answer, 422, says.saidNo);
      await kept(before);
      // One form holds both: now No is pressed.
      const done = await visitor.submit(answer, '/vote', { helpful: 'no' });
      assert.equal(done.status, 303);
      assert.match((await visitor.get(ARTICLE)).text, /<blockquote[^>]*>Le prix\.</);
      // A Yes takes it away, whatever stands in the field.
      await visitor.submit(await visitor.get(ARTICLE), '/vote', { helpful: 'yes' });
      assert.doesNotMatch((await visitor.get(ARTICLE)).text, /Le prix|blockquote/);
    });
  }

  test('is text for whoever reads it, whatever stands in it', async () => {
    const { visitor, csrf } = await critic('en');
    const reason = '<script>alert(1)</script>\n"><img src=x onerror=alert(1)> [x](javascript:alert(1)) {{ raw }} \'&amp;';
    assert.equal((await visitor.post(VOTE, { csrf, reason })).status, 303);
    for (const page of [await visitor.get(ARTICLE), await operator.get('/admin/articles'), (await tally()).page]) {
      assert.ok(words(page.text).includes(reason), 'as it was typed');
      assert.doesNotMatch(page.text, /<script>|<img src=x|href="javascript/);
    }
    assert.equal(form(await visitor.get(ARTICLE), '/vote').fields.get('reason'), reason);
  });

  test('with a ticket leads there; without a word, too', async () => {
    const { visitor, csrf } = await critic('en');
    assert.equal((await visitor.post(VOTE, { csrf, reason: 'Where is it?', ticket: '1' })).location, '/support/new?article=upgrade');
    assert.match((await visitor.get(ARTICLE)).text, /Where is it\?/);
    const silent = await critic('en');
    assert.equal((await silent.visitor.post(VOTE, { csrf: silent.csrf, reason: '', ticket: '1' })).location, '/support/new?article=upgrade');
  });
});

describe('the operator’s page', () => {
  test('is there for operators alone', async () => {
    refused(await customer(shop, 'essentials@example.com').get('/admin/articles'), 404, says.missing);
    assert.equal((await shop.visitor().get('/admin/articles')).location, '/login?next=/admin/articles');
    refused(await operator.get('/admin/articles?article=%3Cb%3E'), 200);
    assert.doesNotMatch((await operator.get('/admin/articles?article=%3Cb%3E')).text, /<b>/);
  });
});

// Last, for afterwards nobody from here may vote for a while.
test('a flood of votes from one address is refused, with the time to wait, and nothing of it is stored', async () => {
  let answer, count = 0;
  const before = await tally();
  const regular = await reader('fr');
  for (; count < 60 && answer?.status !== 429; count++) answer = await sent({ helpful: 'yes' }, count % 2 ? 'fr' : 'en');
  refused(answer, 429, says.flood);
  assert.match(answer.headers['retry-after'], /^[1-9]\d*$/);
  const now = await tally();
  assert.equal(now.votes, before.votes + count - 1);
  // What was typed comes back with the refusal.
  let late;
  for (let tries = 0; tries < 5 && late?.status !== 429; tries++)
    late = await sent({ helpful: 'no', reason: 'Le prix manque.' }, 'fr');
  refused(late, 429, says.flood);
  tells(late, says.flood);
  assert.equal(form(late, '/vote').fields.get('reason'), 'Le prix manque.');
  assert.equal((await regular.visitor.get(ARTICLE)).status, 200, 'reading goes on');
  assert.equal(books(shop).summary.findings, 0);
});
