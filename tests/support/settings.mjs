// settings.mjs - under which circumstances a journey is made.  `make check` takes as few
// combinations as contain every pair of two values; `make journeys` (JOURNEYS=all) takes all.

const circumstances = {
  scripts: [true, false],
  language: ['fr', 'en'],
  by: ['browser', 'address', 'cookie'], // how the shop comes to know the language
  width: [1280, 320],
  theme: ['light', 'dark'],
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

// Each time the combination with most pairs that are still missing.
export function pairwise(all) {
  const missing = new Set(all.flatMap(pairsOf));
  const chosen = [];
  while (missing.size > 0) {
    const gain = setting => pairsOf(setting).filter(pair => missing.has(pair)).length;
    const best = all.reduce((one, other) => (gain(other) > gain(one) ? other : one));
    chosen.push(best);
    for (const pair of pairsOf(best)) missing.delete(pair);
  }
  return chosen;
}

const every = process.env.JOURNEYS === 'all';
const all = combine(Object.entries(circumstances));

// Screenshots: of one setting per language, or of every look.
export const settings = (every ? all : pairwise(all)).map((setting, place, list) => ({
  ...setting,
  name: [setting.language + ' by ' + setting.by, setting.width, setting.theme,
    setting.scripts ? 'scripts' : 'no scripts'].join(', '),
  shows: every ? setting.by === 'browser'
    : list.findIndex(other => other.language === setting.language) === place,
}));
