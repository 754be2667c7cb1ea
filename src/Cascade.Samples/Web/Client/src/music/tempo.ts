const slowest = 50, fastest = 180, usual = 100;
const memory = 10_000;
const together = 60;
const tolerance = 0.07;
const fewest = 5;

/** Beats a minute of the onsets (ms) of the last ten seconds, or null where they have no pulse. */
export function tempoOf(onsets: readonly number[]): number | null {
  const since = (onsets.at(-1) ?? 0) - memory;
  const times = onsets.filter((time, i) => time > since && (i === 0 || time - onsets[i - 1] > together));
  if (times.length < fewest) return null;
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  let best = 0, bestScore = 0;
  for (let tempo = slowest; tempo <= fastest; tempo++) {
    const beat = 60_000 / tempo;
    let score = 0;
    for (const gap of gaps) {
      // A gap fits where it is a half, a beat or some beats long.
      const halves = Math.max(1, Math.round((2 * gap) / beat));
      const error = Math.abs(gap - (halves * beat) / 2) / (beat / 2);
      score += Math.max(0, 1 - error / (2 * tolerance)) * (halves === 2 ? 1.25 : 1) * (halves > 8 ? 0 : 1);
    }
    score *= 1 - 0.25 * Math.abs(Math.log2(tempo / usual));
    if (score > bestScore) [best, bestScore] = [tempo, score];
  }
  return bestScore > 0.6 * gaps.length ? best : null;
}
