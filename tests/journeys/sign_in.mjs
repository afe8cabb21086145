// Signing in with mistakes on the way: each is said in a sentence beside its field and in a summary
// that takes the focus, and what was typed stays; and the pages of those who lost their way.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { like, openBrowser, plain } from '../support/browser.mjs';
import { settings } from '../support/settings.mjs';
import { PASSWORD, openShop, solve } from '../support/shop.mjs';
import { WORDS } from '../support/words.mjs';

const EMAIL = 'advanced@example.com';

// Ticks the box, answers the question where there is one, and presses Enter in the last field.
async function send(walker, password) {
  const { page, setting: { language } } = walker;
  const words = WORDS[language];
  await walker.fill(words.password, password);
  const box = page.getByLabel(like(words.robot));
  if (!await box.isChecked()) await walker.tick(box);
  const answer = page.locator('#answer:visible');
  if (await answer.count()) await walker.type(answer, solve(await page.content()).answer);
  const sent = page.waitForResponse(one => one.request().method() === 'POST');
  await page.getByLabel(like(words.password)).press('Enter');
  const status = (await sent).status();
  await page.waitForLoadState();
  return status;
}

async function summary(walker) {
  const alert = walker.page.locator('main > [role=alert]');
  await alert.waitFor();
  assert.equal(await alert.evaluate(one => one === document.activeElement), true, 'the summary has the focus');
  return {
    title: plain(await alert.locator('h2').innerText()),
    links: await alert.locator('a').evaluateAll(all => all.map(one => one.getAttribute('href'))),
    sentences: await alert.locator('a').evaluateAll(all => all.map(one => one.textContent)),
  };
}

async function mistakes(walker) {
  const { page, setting: { language } } = walker;
  const words = WORDS[language];
  walker.excuse(422);
  await walker.open('/login?next=/invoices');
  await walker.press(words.signIn, page.locator('form'));
  const all = await summary(walker);
  assert.equal(all.title, words.mistakes);
  // Nobody can tick a box that no script solves, so the question is what remains to be answered.
  assert.deepEqual(all.links.slice(0, 2), ['#email', '#password']);
  assert.match(all.links[2], /^#(robot|answer)$/);
  for (const [place, name] of ['email', 'password', 'robot'].entries()) {
    const field = page.locator(`#${name}`);
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    const beside = page.locator(`#${await field.getAttribute('aria-describedby')}`);
    assert.equal(plain(await beside.innerText()), plain(all.sentences[place]));
  }
  await walker.look('login-mistakes');
  await page.locator('main > [role=alert] a').first().click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'email');

  await walker.fill(words.email, EMAIL);
  assert.equal(await send(walker, 'not the password'), 422);
  const one = await summary(walker);
  assert.equal(one.title, words.mistake);
  assert.deepEqual(one.links, ['#email']);
  assert.equal(await page.locator('#email').inputValue(), EMAIL, 'what was typed is kept');
  assert.equal(await page.locator('#password').inputValue(), '', 'but not the password');
  assert.match(await page.locator('#password-hint').innerText(), like(words.again));
  for (const name of ['email', 'password']) {
    assert.equal(await page.locator(`#${name}`).getAttribute('aria-invalid'), 'true');
    const beside = (await page.locator(`#${name}`).getAttribute('aria-describedby')).split(' ')[0];
    assert.equal(plain(await page.locator(`#${beside}`).innerText()), plain(one.sentences[0]));
  }
  await walker.look('login-wrong');

  assert.equal(await send(walker, PASSWORD), 303);
  await page.waitForURL(/\/invoices$/);
  await walker.look('invoices');
}

async function lost(walker) {
  const { page, setting: { language } } = walker;
  const words = WORDS[language];
  walker.excuse(404);
  await walker.open('/login');
  await walker.fill(words.email, EMAIL);
  assert.equal(await send(walker, PASSWORD), 303);
  await page.waitForURL(url => url.pathname === '/');
  const answer = await walker.open('/subscriptions/999999/upgrade');
  assert.equal(answer.status(), 404);
  assert.equal(plain(await page.locator('h1').innerText()), words.missing);
  await walker.look('missing');
  const stray = await walker.open('/no-such-page');
  assert.equal(stray.status(), 404);
  // Apache's own page is in both languages.
  assert.ok((await page.locator('main').innerText()).includes(words.missing));
  if (language === 'fr') await walker.look('missing-file');
}

// ---- the tests ------------------------------------------------------------------------------

const browser = await openBrowser();

// Once in all circumstances is enough; an address has but 20 wrong tries, so every language has its shop.
const few = settings.filter(({ again }) => !again);

for (const spoken of ['fr', 'en'])
  await test(`signing in, ${spoken}`, async t => {
    const shop = await openShop({ name: 'sign-in' });
    try {
      for (const setting of few.filter(({ language }) => language === spoken))
        await t.test(setting.name, async inner => {
          await inner.test('with mistakes', () => browser.walk(shop, setting, mistakes));
          await inner.test('and losing the way', () => browser.walk(shop, setting, lost));
        });
    } finally {
      await shop.close();
    }
  });

await test('every page of it is valid HTML', () => browser.validate());
await browser.close();
