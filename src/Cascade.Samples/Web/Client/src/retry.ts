const waits = [250, 500, 1_000, 2_000, 5_000, 10_000];

/** How long to wait in ms before a lost connection is tried for the nth time (from 0): longer each time, and not for all pages alike. */
export const waitBefore = (attempt: number) => waits[Math.min(attempt, waits.length - 1)] * (0.8 + 0.4 * Math.random());
