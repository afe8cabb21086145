// Step 3 of the journey: a reader says whether an article helped, changes their mind, writes what was
// missing, and goes on to a ticket or to the communities; the operator reads it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { like, openBrowser, plain } from '../support/browser.mjs';
import { settings } from '../support/settings.mjs';
import { openShop } from '../support/shop.mjs';
import { avatar, focused, openAvatar, pathOf } from '../support/steps.mjs';
import { WORDS } from '../support/words.mjs';

const ARTICLE = '/help/upgrade';
const COMMUNITY = {
  'discord = "";': 'discord = "https://discord.gg/example";',
  'links = ( );': 'links = ( { name = "Mastodon"; address = "https://mastodon.example/@us"; }, { name = "YouTube"; address = "https://video.example/us"; } );',
};

const wordsOf = walker => WORDS[walker.setting.language];
const block = walker => walker.page.locator('#feedback');
const button = (walker, words) => block(walker).getByRole('button', { name: like(words) });

// What stands in the block, in one line.
const said = async walker => plain(await block(walker).innerText());
const hears = async (walker, sentence) => assert.ok((await said(walker)).includes(plain(sentence)), `“${sentence}” in: ${await said(walker)}`);

// Presses a button of the form; gives the answer to it, with the page that it leads to in place.
async function press(walker, words, within = block(walker)) {
  const { page } = walker;
  const main = frame => frame === page.mainFrame();
  const posts = walker.posts.length;
  await Promise.all([page.waitForEvent('framenavigated', main), walker.activate(within.getByRole('button', { name: like(words) }))]);
  await page.waitForLoadState();
  assert.equal(walker.posts.length, posts + 1, 'sent once');
  return walker.posts.at(-1);
}

// Back at the article, where the answer is, and the focus on it.
async function answer(walker, words) {
  const sent = await press(walker, words);
  assert.equal(sent.status(), 303);
  assert.equal(pathOf(walker), ARTICLE);
  assert.equal(new URL(walker.page.url()).search, '', 'the article keeps its address');
  await focused(walker, '#feedback');
}

const pressed = (walker, words) => button(walker, words).getAttribute('aria-pressed');

// Others, who came before: one of them was helped.
async function others(shop, count) {
  for (let i = 0; i < count; i++) {
    const visitor = shop.visitor();
    const sent = await visitor.submit(await visitor.get(ARTICLE), '/vote', { helpful: i === 0 ? 'yes' : 'no' });
    assert.equal(sent.status, 303);
  }
}

async function vote(walker, shop) {
  const words = wordsOf(walker);
  await walker.open(ARTICLE);
  assert.equal(plain(await block(walker).locator('h2').innerText()), plain(words.helpful));
  assert.doesNotMatch(await said(walker), /\d/, 'no count where nobody has voted');
  await walker.look('article-no-votes');
  await others(shop, 4);
  await answer(walker, words.no);
  await hears(walker, words.found(1, 5));
  await hears(walker, words.saidNo);
  assert.deepEqual([await pressed(walker, words.yes), await pressed(walker, words.no)], ['false', 'true']);
  await walker.look('article-no');
  await answer(walker, words.yes);
  await hears(walker, words.found(2, 5));
  await hears(walker, words.saidYes);
  assert.equal(await block(walker).locator('textarea').count(), 0);
  await walker.look('article-yes');
  await answer(walker, words.no);
  await hears(walker, words.found(1, 5));
}

async function explain(walker) {
  const words = wordsOf(walker);
  const { page } = walker;
  walker.excuse(422);
  assert.equal((await press(walker, words.send)).status(), 422);
  await focused(walker, 'main > [role=alert]');
  assert.ok(plain(await page.locator('main > [role=alert]').innerText()).includes(words.sayWhat));
  await walker.look('vote-mistake');
  await walker.activate(page.locator('main > [role=alert] a'));
  await focused(walker, '#reason');
  await walker.fill(words.missed, 'Le prix exact & <la date>.');
  await answer(walker, words.send);
  await hears(walker, words.explained);
  await hears(walker, 'Le prix exact & <la date>.');
  await walker.look('article-explained');
  assert.equal(await walker.pressable(words.withTicket, block(walker)).first().getAttribute('href'), '/support/new?article=upgrade');
  // Changed, and on to a ticket with it.
  await walker.activate(block(walker).locator('summary'));
  await walker.fill(words.missed, 'La date.');
  await walker.look('article-explaining-again');
  await press(walker, words.withTicket, block(walker).locator('details'));
  assert.equal(walker.posts.at(-1).status(), 303);
  assert.equal(pathOf(walker), '/support/new');
  assert.equal(new URL(walker.page.url()).searchParams.get('article'), 'upgrade');
  await walker.open(ARTICLE);
  await hears(walker, 'La date.');
}

async function elsewhere(walker) {
  const words = wordsOf(walker);
  const part = walker.page.locator('section', { has: walker.page.getByRole('heading', { name: like(words.elsewhere) }) });
  const headings = (await part.locator('h3').allInnerTexts()).map(plain);
  assert.deepEqual(headings, [words.contact, words.discord, words.conversations].map(plain));
  const links = await part.locator('a').evaluateAll(all => all.map(one => [one.innerText.trim(), one.getAttribute('href'), one.rel]));
  assert.deepEqual(links.map(([name, ...rest]) => [plain(name), ...rest]), [
    [words.ticket, '/support/new', ''], [words.join, 'https://discord.gg/example', 'noopener external'],
    ['Mastodon', 'https://mastodon.example/@us', 'noopener external'], ['YouTube', 'https://video.example/us', 'noopener external'],
  ].map(([name, ...rest]) => [plain(name), ...rest]));
}

// Too many from one address: by hand, and what the shop answers then goes to the page.
async function flood(walker, shop) {
  const words = wordsOf(walker);
  const { page } = walker;
  let late;
  for (let tries = 0; tries < 60 && late?.status !== 429; tries++) {
    const visitor = shop.visitor({ language: walker.setting.language });
    late = await visitor.submit(await visitor.get(ARTICLE), '/vote', { helpful: 'no' });
  }
  assert.equal(late.status, 429);
  walker.excuse(429);
  await page.route(`${ARTICLE}/vote`, route => route.fulfill({ status: 429, contentType: 'text/html; charset=utf-8', body: late.text }));
  await press(walker, words.yes);
  await focused(walker, 'main > [role=alert]');
  assert.match(plain(await page.locator('main > [role=alert]').innerText()), new RegExp(`${words.flood}.*\\d`));
  await walker.look('vote-flood');
  await page.unroute(`${ARTICLE}/vote`);
}

async function operator(walker, shop) {
  const words = wordsOf(walker);
  const { status, stdout, stderr } = shop.palierctl('session', 'open', 'operator@example.com');
  assert.equal(status, 0, stderr);
  await walker.context.addCookies([{ name: 'session', value: stdout.trim(), url: shop.address }]);
  await walker.open(ARTICLE);
  await openAvatar(walker);
  const first = avatar(walker).locator('a.item').first();
  assert.deepEqual([plain(await first.innerText()), await first.getAttribute('href')], [words.tickets, '/admin/tickets']);
  await walker.look('menu-of-the-operator');
  await walker.open('/admin/articles');
  const tabs = await walker.page.locator('nav.tabs a').evaluateAll(all => all.map(one => [one.innerText, one.getAttribute('href'), one.getAttribute('aria-current')]));
  assert.deepEqual(tabs, [[words.tickets, '/admin/tickets', null], [words.articles, '/admin/articles', 'page']]);
  const section = walker.page.locator('main section').first();
  assert.match(plain(await section.innerText()), new RegExp(plain(words.found(1, '\\d+'))));
  assert.ok(plain(await section.innerText()).includes('La date.'));
  assert.equal(await section.locator('meter').getAttribute('value'), '1');
  await walker.look('admin-articles');
}

const browser = await openBrowser();
after(() => browser.close());

async function journey(setting) {
  const shop = await openShop({ name: 'votes', settings: COMMUNITY });
  try {
    await browser.walk(shop, setting, async walker => {
      await vote(walker, shop);
      await explain(walker);
      await elsewhere(walker);
      await flood(walker, shop);
    });
    await browser.walk(shop, setting, walker => operator(walker, shop));
  } finally {
    await shop.close();
  }
}

await test('a vote below an article', { concurrency: 2 }, async t => {
  await Promise.all(settings.map(setting => t.test(setting.name, () => journey(setting))));
});

test('every page of it is valid HTML', () => browser.validate());
