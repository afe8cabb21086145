// What customers may choose for themselves: name, address, language and currency of the account, and
// the currency of the store for those who aren't signed in.  What is refused changes nothing.
//   make && node --test tests/refusals/account.mjs
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { form, openShop, total, words } from '../support/shop.mjs';
import { advance, books, customer, refused, says, tells } from '../support/refusals.mjs';

let shop;
before(async () => { shop = await openShop({ pool: 1, name: 'account' }); });
after(() => shop.close());

const fields = async who => Object.fromEntries(form(await who.get('/account'), '/account').fields);
const own = ({ name, address, language, currency }) => ({ name, address, language, currency });
const prices = page => [...page.text.matchAll(/<data value="(\d+)">([^<]*)/g)].map(([, minor, text]) => [Number(minor), text]);

describe('my account', () => {
  test('is nobody’s but the customer’s', async () => {
    const stranger = shop.visitor();
    assert.equal((await stranger.get('/account')).location, '/login?next=/account');
    assert.equal((await stranger.post('/account', { name: 'x' })).location, '/login?next=/account&sent=1');
  });

  for (const [language, other] of [['fr', 'en'], ['en', 'fr']]) {
    const email = language === 'fr' ? 'essentials@example.com' : 'advanced@example.com';

    test(`a form with mistakes is shown again with what was typed, and nothing is kept (${language})`, async () => {
      const who = customer(shop, email, language);
      const kept = await fields(who);
      const answer = await who.post('/account', { ...kept, name: '', address: '   ', currency: 'cad' });
      refused(answer, 422, says.noName);
      tells(answer, says.noAddress);
      assert.match(answer.text, /role="alert"[^]*<a href="#name">[^]*<a href="#address">/);
      assert.match(answer.text, /<input id="name"[^>]* aria-invalid="true" aria-describedby="name-error"/);
      assert.match(answer.text, /<textarea id="address"[^>]* aria-invalid="true" aria-describedby="address-error"/);
      assert.equal(form(answer, '/account').fields.get('currency'), 'cad', 'the choice is kept');
      const single = await who.post('/account', { ...kept, name: '', address: 'Ailleurs' });
      assert.equal(form(single, '/account').fields.get('address'), 'Ailleurs', 'what was typed is kept');
      assert.deepEqual(own(await fields(who)), own(kept));
    });

    test(`what the form doesn’t offer is refused whole (${language})`, async () => {
      const who = customer(shop, email, language);
      const kept = await fields(who);
      for (const [changes, status, sentence] of [
        [{ currency: 'gbp' }, 400, says.notTheForm],
        [{ currency: 'EUR' }, 400, null],
        [{ language: 'de' }, 400, says.notTheForm],
        [{ email: 'else@example.com' }, 400, says.unknownField],
        [{ name: 'x'.repeat(601) }, 400, says.fieldTooLong],
        [{ csrf: 'x' }, 403, says.forged],
      ])
        refused(await who.post('/account', { ...kept, name: 'Changed', ...changes }), status, sentence);
      refused(await who.post('/account', { ...kept, name: 'a\nb' }), 422, says.noName);
      assert.deepEqual(own(await fields(who)), own(kept));
    });

    test(`what was saved is there, in the language chosen, and leads back to the account (${language})`, async () => {
      const who = customer(shop, email, language);
      const chosen = { name: `Zoé <b>&amp; ${'社'.repeat(188)}`, address: `1 rue\r\n${'社'.repeat(490)}`, language: other, currency: 'usd' };
      const kept = await fields(who);
      const answer = await who.post('/account', { ...kept, ...chosen });
      // Who reads in another language than their mails, and leaves that as it was, goes on reading so.
      const shown = kept.language === other ? language : other;
      assert.equal(answer.status, 303);
      const page = await who.follow(answer);
      assert.ok(words(page.text).includes(says.saved[shown]));
      assert.match(page.text, new RegExp(`<html lang="${shown}">`));
      assert.deepEqual(own(await fields(who)), { ...chosen, address: chosen.address.replace('\r', '') }, 'as many characters as the form takes');
      assert.ok(!page.text.includes('<b>&amp; '), 'what was typed is text');
      const store = await who.get('/');
      const [dollars, euros] = shown === 'fr' ? ['10,00\u00a0$US', '20,00\u00a0€'] : ['$10.00', '€20.00'];
      assert.ok(prices(store).some(([, text]) => text === dollars), 'what one doesn’t have yet');
      assert.deepEqual(prices(store)[0], [2000, euros], 'what one has stays in its currency');
    });
  }

  test('offers the currencies that the shop sells in, and takes no other', async () => {
    const who = customer(shop, 'premium@example.com', 'en');
    const kept = await fields(who);
    const file = path.join(shop.directory, 'conf/euros.cfg');
    writeFileSync(file, readFileSync(path.join(shop.directory, 'conf/catalog.cfg'), 'utf8')
      .replace(/,\s*\{ currency = "(USD|CAD)"[^}]*\}/g, ''));
    assert.equal(shop.palierctl('catalog', 'publish', file).status, 0);
    const offered = async visitor => [...(await visitor.get('/account')).text.matchAll(/<option value="(eur|usd|cad)"/g)].map(([, code]) => code);
    assert.deepEqual(await offered(who), ['eur']);
    assert.deepEqual(await offered(customer(shop, 'studio@example.com')), ['eur', 'cad'], 'and the one that one has');
    refused(await who.post('/account', { ...kept, currency: 'usd' }), 400, says.notTheForm);
    const stranger = shop.visitor({ language: 'en' });
    assert.deepEqual(prices(await stranger.get('/?currency=usd'))[0], [2000, '€20.00'], 'an amount stands with its own currency');
    assert.doesNotMatch((await customer(shop, 'studio@example.com', 'en').get('/')).text, /Prices in Canadian dollars/);
    assert.equal(shop.palierctl('catalog', 'publish').status, 0);
  });

  test('a name without letters has the address’s letter for a picture', async () => {
    const who = customer(shop, 'operator@example.com');
    for (const [name, letters] of [['-', 'o'], ['Camille ', 'C'], ['- Élise  de-la Tour', 'Éd']]) {
      assert.equal((await who.post('/account', { ...await fields(who), name })).status, 303);
      assert.match((await who.get('/help')).text, new RegExp(`<b aria-hidden="true">${letters}</b>`));
    }
  });

  test('an invoice keeps the name it was made out to; the next one has the new name', async () => {
    const who = customer(shop, 'premium@example.com');
    const studio = customer(shop, 'studio@example.com', 'en');
    const [first] = [...(await studio.get('/invoices')).text.matchAll(/href="(\/invoices\/[\d-]+)"/g)].at(-1).slice(1);
    const before = words((await studio.get(first)).text);
    await studio.post('/account', { ...await fields(studio), name: 'Atelier Lumen', currency: 'eur' });
    assert.equal(words((await studio.get(first)).text).replaceAll('Atelier Lumen', 'Robin Tremblay').replaceAll('AL', 'RT'), before);
    const [{ id }] = [...(await studio.get('/subscriptions')).text.matchAll(/data-subscription="(\d+)" data-edition="advanced"/g)]
      .map(([, number]) => ({ id: number }));
    const offer = await studio.get(`/subscriptions/${id}/upgrade`);
    assert.ok(total(offer, 'premium') > 0);
    assert.match(offer.text, /CA\$/, 'a subscription keeps its currency');
    const done = await studio.follow(await studio.submit(offer, '/upgrade', { edition: 'premium' }));
    const last = /href="(\/invoices\/[\d-]+)"/.exec(done.text)[1];
    assert.match((await studio.get(last)).text, /<address>Atelier Lumen<br>/);
    assert.equal((await who.get('/account')).text.includes('Atelier Lumen'), false);
    assert.equal(books(shop).summary.findings, 0);
    const journal = shop.palierctl('journal', '--customer', 'studio@example.com').stdout;
    assert.match(journal, / CAD/);
    assert.doesNotMatch(journal, / EUR/, 'the journal tells amounts in the currency they were made in');
  });
});

describe('the store', () => {
  test('keeps the currency that a stranger chose, beside the language', async () => {
    const stranger = shop.visitor({ language: 'en' });
    const first = await stranger.get('/');
    assert.deepEqual(prices(first)[0], [2000, '€20.00']);
    assert.equal(stranger.cookies.has('lang'), false, 'nothing is kept of who chose nothing');
    const chosen = await stranger.get('/?currency=cad');
    assert.deepEqual(prices(chosen)[0], [2900, 'CA$29.00']);
    assert.equal(stranger.cookies.get('lang'), 'und-u-cu-cad');
    stranger.language = 'fr';
    assert.deepEqual(prices(await stranger.get('/'))[0], [2900, '29,00\u00a0$CA'], 'the browser still decides the language');
    await stranger.get('/help?lang=en');
    assert.equal(stranger.cookies.get('lang'), 'en-u-cu-cad');
    assert.deepEqual(prices(await stranger.get('/'))[0], [2900, 'CA$29.00']);
  });

  test('shows the prices of a year to whoever wants them so, in whichever currency', async () => {
    const checked = page => /<input type="radio" name="cycle" value="(\w+)" checked>/.exec(page.text)[1];
    const stranger = shop.visitor({ language: 'en' });
    assert.equal(checked(await stranger.get('/')), 'month');
    const page = await stranger.get('/?cycle=year&currency=usd');
    assert.equal(checked(page), 'year');
    assert.match(page.text, /<a class="language" href="\/\?lang=fr&amp;cycle=year&amp;currency=usd"/);
    assert.equal(checked(await stranger.get('/?cycle=decade')), 'month');
    assert.equal(checked(await customer(shop, 'studio@example.com').get('/')), 'year', 'who pays by the year compares so');
  });

  test('compares what one has in what one pays', async () => {
    const studio = customer(shop, 'studio@example.com', 'en');
    assert.equal((await studio.post('/account', { ...await fields(studio), currency: 'eur' })).status, 303);
    assert.deepEqual(prices(await studio.get('/'))[0], [2900, 'CA$29.00']);
  });

  test('passes over a currency that it doesn’t know', async () => {
    const stranger = shop.visitor();
    assert.deepEqual(prices(await stranger.get('/?currency=gbp'))[0], [2000, '20,00\u00a0€']);
    assert.equal(stranger.cookies.has('lang'), false);
    stranger.cookies.set('lang', 'x-u-cu-gbp');
    assert.deepEqual(prices(await stranger.get('/'))[0], [2000, '20,00\u00a0€']);
  });

  test('shows customers what is theirs, what is in it, and what is above', async () => {
    const says = async (email, id) => {
      const page = await customer(shop, email, 'en').get('/');
      const start = page.text.indexOf(`aria-labelledby="harmony-${id}"`);
      return words(page.text.slice(start, page.text.indexOf('class="tread"', start)));
    };
    assert.match(await says('premium@example.com', 'essentials'), /Included in yours/);
    assert.match(await says('premium@example.com', 'advanced'), /Included in yours/);
    assert.match(await says('premium@example.com', 'premium'), /Your edition/);
    assert.doesNotMatch(await says('operator@example.com', 'premium'), /Your edition|Included|Move up/);
  });

  test('leads to the very popup, with the edition chosen', async () => {
    const who = customer(shop, 'essentials@example.com', 'en');
    await who.post('/account', { ...await fields(who), language: 'en', currency: 'eur' });
    const page = await who.get('/');
    assert.match(page.text, /href="\/subscriptions\/1\/upgrade\?edition=premium" data-popup>Move up to Premium</);
    const popup = await who.get('/subscriptions/1/upgrade?edition=premium');
    assert.equal(form(popup, '/upgrade').fields.get('edition'), 'premium');
  });
});

describe('a session that ended', () => {
  test('between the popup and its confirmation leads back to the popup, and nothing is changed', async () => {
    const who = customer(shop, 'essentials@example.com');
    const page = await who.get('/subscriptions/1/upgrade');
    await who.signOut();
    const entries = books(shop).entries.length;
    for (const cookie of [null, 'a'.repeat(43)]) { // signed out elsewhere, or forgotten by the shop
      if (cookie) who.cookies.set('session', cookie);
      const answer = await who.submit(page, '/upgrade', { edition: 'premium' });
      assert.equal(answer.status, 303);
      assert.equal(answer.location, '/login?next=/subscriptions/1/upgrade&sent=1');
    }
    const sent = words((await who.get('/login?next=/subscriptions/1/upgrade&sent=1')).text);
    assert.ok(sent.includes('ce que vous venez d’envoyer n’a pas été exécuté'));
    const asked = await who.get('/subscriptions/1/upgrade?edition=premium');
    assert.equal(asked.location, '/login?next=/subscriptions/1/upgrade%3Fedition%3Dpremium', 'what was asked for is kept');
    assert.ok(!words((await who.follow(asked)).text).includes('n’a pas été exécuté'), 'nothing was sent');
    const back = await who.signIn('essentials@example.com', undefined, '/subscriptions/1/upgrade');
    assert.equal(back.location, '/subscriptions/1/upgrade');
    assert.equal(books(shop).entries.length, entries);
  });

  test('and began again elsewhere: the old page’s form is refused, with the way to a fresh one', async () => {
    const who = customer(shop, 'essentials@example.com');
    const page = await who.get('/subscriptions/1/upgrade');
    const again = customer(shop, 'essentials@example.com');
    who.cookies.set('session', again.cookies.get('session'));
    const answer = await who.submit(page, '/upgrade', { edition: 'premium' });
    refused(answer, 403, says.forged);
    assert.match(answer.text, /<a class="button" href="\/subscriptions\/1\/upgrade">Rouvrir la page</);
  });
});

test('a subscription that has ended says so, and offers nothing', async () => {
  const studio = customer(shop, 'studio@example.com', 'en');
  const page = await studio.get('/subscriptions');
  const [, id] = /data-subscription="(\d+)" data-edition="essentials" data-status="ended"/.exec(page.text);
  const card = page.text.slice(page.text.indexOf(`data-subscription="${id}"`));
  const text = words(card.slice(0, card.indexOf('</article>'))).replace(/\s+/g, ' ');
  assert.match(text, /Ended/);
  assert.match(text, /Upgrade option ?Not possible: this subscription has ended\./);
  assert.match(text, /Next payment ?None/);
  const popup = await studio.get(`/subscriptions/${id}/upgrade`);
  assert.match(popup.text, /This subscription has ended\./);
  assert.doesNotMatch(popup.text, /<form class="upgrade"/);
});

test('a confirmation that is looked at later speaks of its day, not of now', async () => {
  const popup = await customer(shop, 'essentials@example.com', 'en').get('/subscriptions/1/upgrade');
  const owner = popup.visitor;
  const first = await owner.submit(popup, '/upgrade', { edition: 'advanced' });
  assert.match(words((await owner.follow(first)).text), /Done: you now have Harmony Advanced\.[^]*Next renewal: €40\.00/);
  await owner.submit(await owner.get('/subscriptions/1/upgrade'), '/upgrade', { edition: 'premium' });
  const later = words((await owner.follow(first)).text);
  assert.match(later, /Done: Harmony Advanced\./);
  assert.match(later, /Advanced replaced Essentials on/);
  assert.doesNotMatch(later, /you now have|Next renewal: /);
});
