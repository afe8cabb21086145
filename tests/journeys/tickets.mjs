// The way to a person: from an article that didn't help to a ticket, its thread from both sides, and a
// stranger's with the captcha.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';

import { like, openBrowser, plain } from '../support/browser.mjs';
import { settings } from '../support/settings.mjs';
import { build, openShop, solve } from '../support/shop.mjs';
import { focused, openAvatar, pathOf } from '../support/steps.mjs';
import { WORDS } from '../support/words.mjs';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64');
const scratch = mkdtempSync(path.join(build, 'files-'));
const picture = path.join(scratch, 'capture.png'), lie = path.join(scratch, 'photo.png');
writeFileSync(picture, PNG);
writeFileSync(lie, '<script>alert(1)</script>');

const wordsOf = walker => WORDS[walker.setting.language];
const main = walker => walker.page.locator('main');
const text = async walker => plain(await main(walker).innerText());
const hears = async (walker, sentence) => assert.ok((await text(walker)).includes(plain(sentence)), `“${sentence}” in: ${await text(walker)}`);

// Presses a button of a form that is sent; gives the answer.
async function send(walker, words) {
  const posts = walker.posts.length;
  const top = frame => frame === walker.page.mainFrame();
  await Promise.all([walker.page.waitForEvent('framenavigated', top), walker.activate(main(walker).getByRole('button', { name: like(words) }))]);
  await walker.page.waitForLoadState();
  assert.equal(walker.posts.length, posts + 1, 'sent once');
  return walker.posts.at(-1).status();
}

async function enter(walker, shop, name) {
  const { status, stdout, stderr } = shop.palierctl('session', 'open', `${name}@example.com`);
  assert.equal(status, 0, stderr);
  await walker.context.addCookies([{ name: 'session', value: stdout.trim(), url: shop.address }]);
}

async function fromTheArticle(walker, shop) {
  const words = wordsOf(walker);
  const { page } = walker;
  await enter(walker, shop, 'essentials');
  await walker.open('/help/upgrade');
  assert.equal(await send(walker, words.no), 303);
  await walker.fill(words.missed, 'Le prix.');
  assert.equal(await send(walker, words.withTicket), 303);
  assert.equal(pathOf(walker), '/support/new');
  assert.equal(await page.getByLabel(like(words.message)).inputValue(), 'Le prix.');
  const title = await page.getByLabel(like(words.subject)).inputValue();
  assert.ok(title.length > 10, 'the article’s title');
  assert.equal(await page.locator('#subscription').inputValue(), '1', 'the one subscription is chosen');
  await walker.look('ticket-new-article');
  // A file that lies, then an honest one.
  walker.excuse(422);
  await page.getByLabel(like(words.attachments)).setInputFiles(lie);
  assert.equal(await send(walker, words.send), 422);
  await focused(walker, '[role=alert]');
  await hears(walker, 'photo.png');
  await walker.look('ticket-new-lie');
  await page.getByLabel(like(words.attachments)).setInputFiles(picture);
  assert.equal(await send(walker, words.send), 303);
  await focused(walker, '[role=status]');
  await hears(walker, words.haveIt);
  await hears(walker, title);
  await hears(walker, 'capture.png');
  await hears(walker, 'Harmony Essentials');
  await walker.look('ticket-sent');
  return pathOf(walker).split('/').at(-1);
}

async function operator(walker, shop, id) {
  const words = wordsOf(walker);
  await enter(walker, shop, 'operator');
  await walker.open('/');
  await openAvatar(walker);
  await walker.press(words.tickets);
  assert.equal(pathOf(walker), '/admin/tickets');
  await walker.look('admin-tickets');
  await walker.activate(main(walker).locator(`a[href="/admin/tickets/${id}"]`));
  await hears(walker, 'Le prix.');
  await walker.look('admin-ticket');
  await walker.fill(words.reply, 'Il est sur le bouton & dans la facture.');
  assert.equal(await send(walker, words.send), 303);
  await focused(walker, '[role=status]');
  await walker.look('admin-ticket-answered');
}

async function backToTheCustomer(walker, shop, id) {
  const words = wordsOf(walker);
  await enter(walker, shop, 'essentials');
  await walker.open('/');
  await openAvatar(walker);
  await walker.press(words.myTickets);
  assert.equal(await main(walker).locator('[data-ticket]').getAttribute('data-state'), 'answered');
  await walker.look('tickets');
  await walker.activate(main(walker).locator(`a[href="/support/${id}"]`));
  await hears(walker, 'Il est sur le bouton & dans la facture.');
  await walker.look('ticket-answered');
  await walker.fill(words.reply, 'Merci.');
  assert.equal(await send(walker, words.send), 303);
  assert.equal(await main(walker).locator('[data-message]').count(), 3);
  assert.equal(await send(walker, words.closeTicket), 303);
  await hears(walker, words.isClosed);
  assert.equal(await main(walker).locator('textarea').count(), 0);
  await walker.look('ticket-closed');
}

async function stranger(walker) {
  const words = wordsOf(walker);
  const { page } = walker;
  await walker.open('/support');
  assert.equal(pathOf(walker), '/support/new');
  await walker.look('ticket-subject');
  await walker.fill(words.subject, words.question);
  if (walker.setting.scripts) { // while it is being written, without the focus moving
    await main(walker).locator('[role=status] a[href="/help/upgrade"]').waitFor();
    await focused(walker, '#subject');
    await walker.look('ticket-subject-written');
  }
  await walker.press(words.goOn, main(walker));
  const first = main(walker).locator('section li a').first();
  assert.equal(await first.getAttribute('href'), '/help/upgrade');
  await walker.look('ticket-new');
  walker.excuse(422);
  assert.equal(await send(walker, words.send), 422);
  await focused(walker, '[role=alert]');
  assert.equal(await main(walker).locator('[role=alert] a').count(), 4);
  await walker.look('ticket-new-mistakes');
  await walker.fill(words.name, 'Ann');
  await walker.fill(words.email, 'ann@example.com');
  await walker.fill(words.message, 'Bonjour.');
  await walker.tick(page.getByLabel(like(words.robot)));
  if (walker.setting.scripts) await page.locator('.robot[data-state=done]').waitFor();
  else await walker.type(page.locator('#answer'), solve(await page.content()).answer);
  assert.equal(await send(walker, words.send), 303);
  await hears(walker, words.haveIt);
  assert.ok(new URL(page.url()).searchParams.get('key'));
  await walker.look('ticket-stranger');
  await walker.fill(words.reply, 'Encore moi.');
  assert.equal(await send(walker, words.send), 303);
  assert.equal(await main(walker).locator('[data-message]').count(), 2);
}

const browser = await openBrowser();
after(() => browser.close());

async function journey(setting) {
  const shop = await openShop({ name: 'tickets' });
  try {
    let id;
    await browser.walk(shop, setting, async walker => { id = await fromTheArticle(walker, shop); });
    await browser.walk(shop, setting, walker => operator(walker, shop, id));
    await browser.walk(shop, setting, walker => backToTheCustomer(walker, shop, id));
    await browser.walk(shop, setting, stranger);
  } finally {
    await shop.close();
  }
}

await test('a ticket', { concurrency: 2 }, async t => {
  await Promise.all(settings.map(setting => t.test(setting.name, () => journey(setting))));
});

test('every page of it is valid HTML', () => browser.validate());
rmSync(scratch, { recursive: true });
