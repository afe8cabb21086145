// arithmetic.mjs - what is made of the figures: the machine is shared, so only ratios of things that
// took turns in one round count, and of several rounds the one in the middle.

export function median(values) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b), half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

// The figure in the middle of what `of` makes of each round; rounds without one (null) don't count.
export const middle = (rounds, of) => median(rounds.map(of).filter(value => value !== null && Number.isFinite(value)));

export const rate = ({ answers, seconds }) => answers / seconds;

// { value, fits }: whether a figure keeps to its goal.  A goal is { most } or { least } or { below }.
export function fits(value, { most, least, below }) {
  if (value === null) return null;
  if (most !== undefined) return value <= most;
  return below !== undefined ? value < below : value >= least;
}

export const round = (value, digits) => (value === null ? null : Number(value.toFixed(digits)));
