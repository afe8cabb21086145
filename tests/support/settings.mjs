// settings.mjs - under which circumstances a journey is made.  `make check` takes as few
// combinations as contain every pair of two values; `make journeys` (JOURNEYS=all) takes every
// combination of language, window, colours and scripts, with the hand and the way to the language
// in turns.

const circumstances = {
  scripts: [true, false],
  language: ['fr', 'en'],
  by: ['browser', 'address', 'cookie'], // how the shop comes to know the language
  window: ['1280', '320', '400 %'], // the last is 1280 pixels, everything four times as large
  theme: ['light', 'dark'],
  hand: ['mouse', 'keyboard'],
};

function combine([first, ...rest]) {
  if (!first) return [{}];
  const [name, values] = first;
  return values.flatMap(value => combine(rest).map(others => ({ [name]: value, ...others })));
}

const pairsOf = setting => {
  const parts = Object.entries(setting).map(([name, value]) => `${name}=${value}`);
  return parts.flatMap((one, i) => parts.slice(i + 1).map(other => `${one} ${other}`));
};

// Each time the combination with most pairs that are still missing, the last such one.
function greedy(all) {
  const missing = new Set(all.flatMap(pairsOf));
  const chosen = [];
  while (missing.size > 0) {
    const gain = setting => pairsOf(setting).filter(pair => missing.has(pair)).length;
    const best = all.reduce((one, other) => (gain(other) < gain(one) ? one : other));
    chosen.push(best);
    for (const pair of pairsOf(best)) missing.delete(pair);
  }
  return chosen;
}

// How few they are depends on which comes first.
export function pairwise(all) {
  const tries = all.map((_, start) => greedy([...all.slice(start), ...all.slice(0, start)]));
  return tries.reduce((one, other) => (other.length < one.length ? other : one));
}

const every = process.env.JOURNEYS === 'all';
const { by, hand, ...shown } = circumstances;

const all = every
  ? combine(Object.entries(shown)).flatMap((setting, place) => [
    { ...setting, by: by[place % 3], hand: hand[place % 2] },
    { ...setting, by: by[(place + 1) % 3], hand: hand[(place + 1) % 2], again: true },
  ])
  : pairwise(combine(Object.entries(circumstances)));

// Screenshots: of the first setting in each language, or once of every look; of what looks the
// same with scripts off, those with scripts.
function shows({ again, scripts, language }, place, list) {
  if (!every) return list.findIndex(other => other.language === language) === place && 'all';
  return !again && (scripts ? 'all' : 'login-question');
}

// ONLY='fr by browser, 320' makes those journeys alone whose name begins so.
export const settings = all.map((setting, place, list) => ({
  ...setting,
  width: setting.window === '1280' ? 1280 : 320,
  zoom: setting.window === '400 %',
  name: [`${setting.language} by ${setting.by}`, setting.window, setting.theme,
    setting.scripts ? 'scripts' : 'no scripts', setting.hand].join(', '),
  shows: shows(setting, place, list),
})).filter(({ name }) => name.startsWith(process.env.ONLY ?? ''));
