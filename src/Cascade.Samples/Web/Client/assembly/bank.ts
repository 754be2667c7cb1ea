// The inner loops of the piano. All memory is given out once, by `allocate`; addresses are multiples of 16.

const FRAMES: i32 = 128;
const BAND_VECTORS: i32 = 6;

/** Room for floats, zeroed. */
export function allocate(floats: i32): usize {
  const bytes = <usize>(floats * 4);
  const address = heap.alloc(bytes);
  memory.fill(address, 0, bytes);
  return address;
}

const sums: usize = heap.alloc(FRAMES * 16);
const sides: usize = heap.alloc(FRAMES * 16);

/**
 * Decaying sines as rotating phasors, their imaginary parts summed into `left` and `right` from frame `from` on.
 * `state` holds five rows of `row` floats: real, imaginary, the rotation's cosine and sine, and how far each is to a side (1 + side to
 * the left, 1 - side to the right); `count` is a multiple of 16.
 */
export function modes(state: usize, row: i32, count: i32, from: i32, left: usize, right: usize): void {
  memory.fill(sums + (<usize>from << 4), 0, <usize>(FRAMES - from) << 4);
  memory.fill(sides + (<usize>from << 4), 0, <usize>(FRAMES - from) << 4);
  const step = <usize>row << 2;
  for (let i = 0; i < count; i += 16) {
    const at = state + (<usize>i << 2);
    let x0 = v128.load(at), x1 = v128.load(at, 16), x2 = v128.load(at, 32), x3 = v128.load(at, 48);
    let y0 = v128.load(at + step), y1 = v128.load(at + step, 16), y2 = v128.load(at + step, 32), y3 = v128.load(at + step, 48);
    const cos = at + 2 * step, sin = at + 3 * step, place = at + 4 * step;
    const c0 = v128.load(cos), c1 = v128.load(cos, 16), c2 = v128.load(cos, 32), c3 = v128.load(cos, 48);
    const s0 = v128.load(sin), s1 = v128.load(sin, 16), s2 = v128.load(sin, 32), s3 = v128.load(sin, 48);
    const p0 = v128.load(place), p1 = v128.load(place, 16), p2 = v128.load(place, 32), p3 = v128.load(place, 48);
    for (let frame = from; frame < FRAMES; frame++) {
      const sum = sums + (<usize>frame << 4), side = sides + (<usize>frame << 4);
      v128.store(sum, f32x4.add(v128.load(sum), f32x4.add(f32x4.add(y0, y1), f32x4.add(y2, y3))));
      const aside = f32x4.add(f32x4.add(f32x4.mul(p0, y0), f32x4.mul(p1, y1)), f32x4.add(f32x4.mul(p2, y2), f32x4.mul(p3, y3)));
      v128.store(side, f32x4.add(v128.load(side), aside));
      let turned = f32x4.sub(f32x4.mul(c0, x0), f32x4.mul(s0, y0));
      y0 = f32x4.add(f32x4.mul(s0, x0), f32x4.mul(c0, y0));
      x0 = turned;
      turned = f32x4.sub(f32x4.mul(c1, x1), f32x4.mul(s1, y1));
      y1 = f32x4.add(f32x4.mul(s1, x1), f32x4.mul(c1, y1));
      x1 = turned;
      turned = f32x4.sub(f32x4.mul(c2, x2), f32x4.mul(s2, y2));
      y2 = f32x4.add(f32x4.mul(s2, x2), f32x4.mul(c2, y2));
      x2 = turned;
      turned = f32x4.sub(f32x4.mul(c3, x3), f32x4.mul(s3, y3));
      y3 = f32x4.add(f32x4.mul(s3, x3), f32x4.mul(c3, y3));
      x3 = turned;
    }
    v128.store(at, x0), v128.store(at, x1, 16), v128.store(at, x2, 32), v128.store(at, x3, 48);
    v128.store(at + step, y0), v128.store(at + step, y1, 16), v128.store(at + step, y2, 32), v128.store(at + step, y3, 48);
  }
  for (let frame = from; frame < FRAMES; frame++) {
    const sum = v128.load(sums + (<usize>frame << 4)), side = v128.load(sides + (<usize>frame << 4));
    store<f32>(left + (<usize>frame << 2), total(f32x4.add(sum, side)));
    store<f32>(right + (<usize>frame << 2), total(f32x4.sub(sum, side)));
  }
}

/** The largest squared amplitude of 16 modes. */
export function loudest(state: usize, row: i32, first: i32): f32 {
  const at = state + (<usize>first << 2), step = <usize>row << 2;
  let most = f32x4.splat(0);
  for (let i: usize = 0; i < 64; i += 16) {
    const x = v128.load(at + i), y = v128.load(at + i + step);
    most = f32x4.max(most, f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y)));
  }
  return max(max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)), max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)));
}

/**
 * Noise in 24 third-octave bands, another to the left than to the right, added to `left` and `right`.
 * `fields` holds rows of 24: a1 and a2 of two sections (1 - z^-2) / (1 + a1 z^-1 + a2 z^-2), scale, 8 of state, seed, gains left and
 * right, their steps left and right.
 */
export function noise(fields: usize, frames: i32, left: usize, right: usize): void {
  const row: usize = BAND_VECTORS * 16;
  for (let vector = 0; vector < BAND_VECTORS; vector++) {
    const at = fields + (<usize>vector << 4), state = at + 5 * row, seeds = at + 13 * row, gains = at + 14 * row;
    const c1 = v128.load(at), c2 = v128.load(at + row), d1 = v128.load(at + 2 * row), d2 = v128.load(at + 3 * row);
    const scale = f32x4.mul(v128.load(at + 4 * row), f32x4.splat(<f32>(1.0 / 2147483648.0)));
    let a1 = v128.load(state), a2 = v128.load(state + row), a3 = v128.load(state + 2 * row), a4 = v128.load(state + 3 * row);
    let b1 = v128.load(state + 4 * row), b2 = v128.load(state + 5 * row), b3 = v128.load(state + 6 * row), b4 = v128.load(state + 7 * row);
    let seed = v128.load(seeds);
    let gainLeft = v128.load(gains), gainRight = v128.load(gains + row);
    const stepLeft = v128.load(gains + 2 * row), stepRight = v128.load(gains + 3 * row);
    for (let frame = 0; frame < frames; frame++) {
      seed = xorshift(seed);
      const whiteLeft = f32x4.mul(f32x4.convert_i32x4_s(seed), scale);
      const onceLeft = f32x4.sub(whiteLeft, a1);
      a1 = f32x4.add(f32x4.mul(c1, onceLeft), a2);
      a2 = f32x4.add(f32x4.mul(c2, onceLeft), whiteLeft);
      const bandLeft = f32x4.sub(onceLeft, a3);
      a3 = f32x4.add(f32x4.mul(d1, bandLeft), a4);
      a4 = f32x4.add(f32x4.mul(d2, bandLeft), onceLeft);
      seed = xorshift(seed);
      const whiteRight = f32x4.mul(f32x4.convert_i32x4_s(seed), scale);
      const onceRight = f32x4.sub(whiteRight, b1);
      b1 = f32x4.add(f32x4.mul(c1, onceRight), b2);
      b2 = f32x4.add(f32x4.mul(c2, onceRight), whiteRight);
      const bandRight = f32x4.sub(onceRight, b3);
      b3 = f32x4.add(f32x4.mul(d1, bandRight), b4);
      b4 = f32x4.add(f32x4.mul(d2, bandRight), onceRight);
      const l = left + (<usize>frame << 2), r = right + (<usize>frame << 2);
      store<f32>(l, load<f32>(l) + total(f32x4.mul(bandLeft, gainLeft)));
      store<f32>(r, load<f32>(r) + total(f32x4.mul(bandRight, gainRight)));
      gainLeft = f32x4.add(gainLeft, stepLeft);
      gainRight = f32x4.add(gainRight, stepRight);
    }
    v128.store(state, a1), v128.store(state + row, a2), v128.store(state + 2 * row, a3), v128.store(state + 3 * row, a4);
    v128.store(state + 4 * row, b1), v128.store(state + 5 * row, b2), v128.store(state + 6 * row, b3), v128.store(state + 7 * row, b4);
    v128.store(seeds, seed);
    v128.store(gains, gainLeft), v128.store(gains + row, gainRight);
  }
}

/**
 * Resonances that the sum of both sides drives, added to the sides.
 * `state` holds seven rows of `count` floats: real, imaginary, cosine, sine, drive, left, right; `count` is a multiple of 4.
 */
export function board(state: usize, count: i32, input: usize, left: usize, right: usize): void {
  const row = <usize>count << 2;
  for (let i: usize = 0; i < row; i += 16) {
    const at = state + i;
    let x = v128.load(at), y = v128.load(at + row);
    const c = v128.load(at + 2 * row), s = v128.load(at + 3 * row), drive = v128.load(at + 4 * row);
    const toLeft = v128.load(at + 5 * row), toRight = v128.load(at + 6 * row);
    for (let frame: usize = 0; frame < <usize>FRAMES; frame++) {
      const sample = f32x4.splat(load<f32>(input + (frame << 2)));
      const turned = f32x4.add(f32x4.sub(f32x4.mul(c, x), f32x4.mul(s, y)), f32x4.mul(drive, sample));
      y = f32x4.add(f32x4.mul(s, x), f32x4.mul(c, y));
      x = turned;
      const l = left + (frame << 2), r = right + (frame << 2);
      store<f32>(l, load<f32>(l) + total(f32x4.mul(y, toLeft)));
      store<f32>(r, load<f32>(r) + total(f32x4.mul(y, toRight)));
    }
    // Below this a state is on its way to subnormal numbers, which are slow.
    const floor = f32x4.splat(1e-15);
    v128.store(at, v128.and(x, f32x4.gt(f32x4.abs(x), floor)));
    v128.store(at + row, v128.and(y, f32x4.gt(f32x4.abs(y), floor)));
  }
}

const leftSums: usize = heap.alloc(FRAMES * 16);
const rightSums: usize = heap.alloc(FRAMES * 16);
memory.fill(leftSums, 0, FRAMES * 16);
memory.fill(rightSums, 0, FRAMES * 16);

/**
 * Strings that the bridge drives, into sums that `mixAnswers` adds to the sides; returns the largest amplitude that is left.
 * `state` holds vectors of four modes, each seven rows: real, imaginary, cosine, sine, drive, left, right.
 */
export function answer(state: usize, vectors: i32, input: usize): f32 {
  let most = f32x4.splat(0);
  const floor = f32x4.splat(1e-15);
  for (let i = 0; i < vectors; i++) {
    const at = state + <usize>i * 112;
    let x = v128.load(at), y = v128.load(at, 16);
    const c = v128.load(at, 32), s = v128.load(at, 48), drive = v128.load(at, 64), toLeft = v128.load(at, 80), toRight = v128.load(at, 96);
    for (let frame: usize = 0; frame < <usize>FRAMES; frame++) {
      const sample = v128.load32_splat(input + (frame << 2));
      const turned = f32x4.add(f32x4.sub(f32x4.mul(c, x), f32x4.mul(s, y)), f32x4.mul(drive, sample));
      y = f32x4.add(f32x4.mul(s, x), f32x4.mul(c, y));
      x = turned;
      const l = leftSums + (frame << 4), r = rightSums + (frame << 4);
      v128.store(l, f32x4.add(v128.load(l), f32x4.mul(y, toLeft)));
      v128.store(r, f32x4.add(v128.load(r), f32x4.mul(y, toRight)));
    }
    const far = f32x4.max(f32x4.abs(x), f32x4.abs(y));
    const alive = f32x4.gt(far, floor);
    v128.store(at, v128.and(x, alive));
    v128.store(at, v128.and(y, alive), 16);
    most = f32x4.max(most, far);
  }
  return max(max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)), max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)));
}

/** Adds what the strings answered in this block to the sides, and begins anew. */
export function mixAnswers(left: usize, right: usize): void {
  for (let frame: usize = 0; frame < <usize>FRAMES; frame++) {
    const l = left + (frame << 2), r = right + (frame << 2);
    store<f32>(l, load<f32>(l) + total(v128.load(leftSums + (frame << 4))));
    store<f32>(r, load<f32>(r) + total(v128.load(rightSums + (frame << 4))));
  }
  memory.fill(leftSums, 0, FRAMES * 16);
  memory.fill(rightSums, 0, FRAMES * 16);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function xorshift(seed: v128): v128 {
  seed = v128.xor(seed, i32x4.shl(seed, 13));
  seed = v128.xor(seed, i32x4.shr_u(seed, 17));
  return v128.xor(seed, i32x4.shl(seed, 5));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function total(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}
