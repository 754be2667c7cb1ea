/** The lowest key without a damper. */
export const firstWithoutDamper = 89;

/** How far the pedal lifts the dampers, 0 to 1. They leave the strings around 42 % of its way. */
export function lift(pedal: number): number {
  return 1 / (1 + Math.exp(-(pedal - 0.42) / 0.06));
}

/** How far the felt is on the strings at a place of the pedal, 1 to 0. */
export function engagement(pedal: number): number {
  const engaged = (1 - lift(pedal)) ** 2.5;
  return engaged < 1e-3 ? 0 : engaged;
}
