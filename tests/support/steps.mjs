// steps.mjs - what the journeys have in common: reading a page's amounts, days and cards, signing
// in, the avatar's menu, and where the focus is.
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';

import { like } from './browser.mjs';
import { PASSWORD, solve } from './shop.mjs';
import { WORDS } from './words.mjs';

// ---- reading --------------------------------------------------------------------------------

export const values = async place => (await place.locator('data').all()).length === 0 ? []
  : (await place.locator('data').evaluateAll(all => all.map(one => Number(one.value))));
export const dates = place => place.locator('time').evaluateAll(all => all.map(one => one.dateTime));
export const fact = (place, word) =>
  place.locator('dl > div').filter({ has: place.page().locator('dt').filter({ hasText: like(word) }) });

export const days = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86400000);

// The one active card of an edition.
export async function card(walker, edition) {
  const article = walker.page.locator(`article[data-subscription][data-edition=${edition}][data-status=active]`);
  await article.waitFor();
  const { next, price } = WORDS[walker.setting.language];
  const [from, last] = await dates(article.locator('p.small'));
  const [to] = await dates(fact(article, next));
  assert.equal(days(last, to), 1, 'the next period begins when this one has ended');
  return {
    article,
    id: await article.getAttribute('data-subscription'),
    price: (await values(fact(article, price)))[0],
    next: (await values(fact(article, next)))[0],
    from, to,
  };
}

// ---- moving ---------------------------------------------------------------------------------

export async function signIn(walker, customer) {
  const words = WORDS[walker.setting.language];
  const { page } = walker;
  await walker.fill(words.email, `${customer}@example.com`);
  await walker.fill(words.password, PASSWORD);
  const box = page.getByLabel(like(words.robot));
  assert.equal(await box.getAttribute('required'), '');
  await walker.tick(box);
  if (!walker.setting.scripts) {
    const { answer } = solve(await page.content());
    await walker.type(page.locator('#answer'), answer);
    await walker.look('login-question');
  }
  await Promise.all([
    page.waitForURL(url => url.pathname !== '/login'),
    walker.activate(page.locator('main').getByRole('button', { name: like(words.signIn) })),
  ]);
  assert.equal(walker.posts.at(-1).status(), 303);
}

export const pathOf = walker => new URL(walker.page.url()).pathname;
export const avatar = walker => walker.page.locator('header details.avatar');
export const openAvatar = walker => walker.activate(avatar(walker).locator('summary'));

// Waits until what a selector says has the focus: a page moves it when it is first drawn.  Asked again
// from here, since in a page without scripts no timer fires and a wait inside it would look only once;
// whoever is asked while the next page comes gives no answer.
export async function focused(walker, selector) {
  const { page } = walker;
  const last = Date.now() + 5000;
  while (!await page.evaluate(wanted => document.activeElement?.matches(wanted), selector).catch(() => false)) {
    if (Date.now() > last)
      assert.fail(`the focus is not on ${selector} but on ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200))}`);
    await setTimeout(50);
  }
}
