// The help article keeps its promises: its steps are read in the browser and walked by the labels that
// they name, until the upgrade is done.  And whoever looks for it finds it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { like, openBrowser, plain } from '../support/browser.mjs';
import { settings } from '../support/settings.mjs';
import { PASSWORD, openShop, solve } from '../support/shop.mjs';
import { avatar, pathOf } from '../support/steps.mjs';
import { WORDS } from '../support/words.mjs';

const TEXTS = {
  fr: { now: 'Faites-le maintenant', search: 'Rechercher', question: 'mise a niveau', initials: 'initiales', choose: 'édition',
    title: 'Comment passer à une édition supérieure', operator: 'Pour l’exploitant', nothing: 'Aucun article trouvé' },
  en: { now: 'Do it now', search: 'Search', question: 'higher edition', initials: 'initials', choose: 'edition',
    title: 'How do I move to a higher edition', operator: 'For the operator', nothing: 'No article found' },
};
const textsOf = walker => TEXTS[walker.setting.language];

// ---- reading the article ----------------------------------------------------------------------

// Every step: its words, and in their order the links that it has and the labels that it names.
async function readSteps(walker, address) {
  await walker.open(address);
  const steps = await walker.page.locator('#article ol.steps > li').evaluateAll(all => all.map(one => ({
    words: one.innerText,
    parts: [...one.querySelectorAll('a, strong')].map(part => ({ label: part.innerText, href: part.getAttribute('href') })),
  })));
  assert.ok(steps.length > 0, `${address} has steps`);
  return steps;
}

// ---- doing what it says --------------------------------------------------------------------

// In the window where a reader would look: the popup, else the page itself, else what stands around it.
async function find(walker, label) {
  const { page } = walker;
  const controls = within => ['input:not([type=hidden])', 'a[href], button, summary'].map((kind, i) =>
    i === 0 ? within.getByLabel(like(label)) : within.locator(kind).filter({ hasText: like(label), visible: true }));
  const popup = page.locator('dialog[open]');
  const places = await popup.count() ? [popup] : [page.locator('main'), page.locator('header')];
  for (const place of places)
    for (const control of controls(place)) {
      const found = control.and(page.locator('input, a, button, summary')).first();
      if (await found.count() && await found.isVisible()) return found;
    }
  return null;
}

// Where scripts are off, the robot check is a question beside its checkbox.
async function answerInWords(walker) {
  const answer = walker.page.locator('#answer:visible');
  if (!walker.setting.scripts && await answer.count()) await walker.type(answer, solve(await walker.page.content()).answer);
}

async function act(walker, label, step) {
  const { page } = walker;
  let found = await find(walker, label);
  if (!found) {
    // What lies in the menu of the account, the step says how to open it.
    assert.ok(step.words.includes(textsOf(walker).initials), `"${label}" is on the page ${page.url()}`);
    await walker.activate(avatar(walker).locator('summary'));
    found = await find(walker, label);
    assert.ok(found, `"${label}" is in the menu`);
  }
  const type = await found.evaluate(one => (one.tagName === 'INPUT' ? one.type : 'press'));
  if (type === 'email') return walker.type(found, 'essentials@example.com');
  if (type === 'password') return walker.type(found, PASSWORD);
  if (type === 'checkbox') return walker.tick(found);
  const before = page.url();
  const { submits, opens } = await found.evaluate(one => ({ submits: one.form?.method === 'post', opens: one.matches('[data-popup]') }));
  if (submits) await answerInWords(walker);
  await walker.activate(found);
  if (submits) await page.waitForURL(url => url.href !== before);
  if (opens) await page.locator('form.upgrade:visible').waitFor();
}

async function walkSteps(walker, steps) {
  const { page } = walker;
  for (const step of steps) {
    for (const { label, href } of step.parts)
      if (href) await walker.open(href);
      else await act(walker, label, step);
    if (step.parts.length > 0) continue;
    assert.ok(step.words.includes(textsOf(walker).choose), `"${step.words}" names no label`);
    await walker.tick(page.locator('input[name=edition]:visible').last());
  }
}

async function follow(walker) {
  const { page } = walker;
  await walkSteps(walker, await readSteps(walker, '/help/upgrade'));
  const { pathname, search } = new URL(page.url());
  assert.equal(pathname, '/subscriptions');
  assert.match(search, /^\?done=/);
  const banner = plain(await page.locator('main .banner[role=status]').innerText());
  assert.match(banner, like(WORDS[walker.setting.language].done));
  assert.ok(banner.includes('Harmony Premium'));
  assert.equal(await page.locator('article[data-edition=premium][data-status=active]').count(), 1);
}

// ---- what else it offers -------------------------------------------------------------------

async function enter(walker, customer) {
  const { status, stdout, stderr } = walker.shop.palierctl('session', 'open', `${customer}@example.com`);
  assert.equal(status, 0, stderr);
  await walker.context.addCookies([{ name: 'session', value: stdout.trim(), url: walker.shop.address }]);
}

async function doItNow(walker) {
  const { page } = walker;
  const texts = textsOf(walker);
  await walker.open('/help/upgrade');
  await walker.press(texts.now);
  assert.equal(pathOf(walker), '/login', 'a stranger signs in first');
  await enter(walker, 'advanced');
  await walker.open('/help/upgrade');
  await walker.look('article-signed-in');
  await walker.press(texts.now);
  await page.locator('form.upgrade:visible').waitFor();
  assert.equal(pathOf(walker), walker.setting.scripts ? '/help/upgrade' : '/subscriptions/2/upgrade');
  assert.deepEqual(await page.locator('input[name=edition]').evaluateAll(all => all.map(one => one.value)), ['premium']);
  await walker.look('article-popup');
}

async function search(walker) {
  const { page } = walker;
  const texts = textsOf(walker);
  const headings = () => page.locator('main h2').allInnerTexts();
  await walker.open('/help');
  await walker.look('help');
  await walker.type(page.locator('#q'), texts.question);
  await walker.press(texts.search, page.locator('main'));
  await walker.look('help-found');
  assert.equal(await page.locator('#q').inputValue(), texts.question);
  const first = page.locator('section[aria-labelledby=found] a').first();
  assert.match(await first.innerText(), like(texts.title));
  await walker.activate(first);
  assert.match(await page.locator('h1').innerText(), like(texts.title));
  await walker.look('article');
  await walker.open('/help?q=%22%27*%3Cxyzzy%3E');
  assert.equal(plain((await headings())[0]), plain(texts.nothing));
  await walker.look('help-nothing');
  await walker.open('/help/prices');
  await walker.look('article-prices');
  await walker.open('/help/pay');
  await walker.look('article-pay');
  walker.excuse(404);
  assert.equal((await walker.open('/help/health')).status(), 404, 'the operator’s articles are the operator’s');
  assert.ok(!(await page.content()).includes('palierctl'));
  await enter(walker, 'operator');
  await walker.open('/help');
  assert.ok((await headings()).map(plain).includes(plain(texts.operator)));
  await walker.open('/help/health');
  await walker.look('article-operator');
}

// ---- the tests ------------------------------------------------------------------------------

const browser = await openBrowser();
after(() => browser.close());

async function walkThere(t, language) {
  const ways = [true, false].map(scripts => settings.find(one => one.language === language && one.scripts === scripts));
  for (const setting of ways.filter(Boolean)) {
    const shop = await openShop({ name: 'article' });
    try {
      await t.test(`its steps are walked by their labels: ${setting.name}`, () => browser.walk(shop, setting, follow));
    } finally {
      await shop.close();
    }
  }
}

async function lookAround(t) {
  const shop = await openShop({ name: 'article' });
  try {
    for (const setting of settings) {
      await t.test(`is searched: ${setting.name}`, () => browser.walk(shop, setting, search));
      await t.test(`opens the popup: ${setting.name}`, () => browser.walk(shop, setting, doItNow));
    }
  } finally {
    await shop.close();
  }
}

await test('the help', { concurrency: 2 }, t => Promise.all([walkThere(t, 'fr'), walkThere(t, 'en'), lookAround(t)]));

test('every page of it is valid HTML', () => browser.validate());
