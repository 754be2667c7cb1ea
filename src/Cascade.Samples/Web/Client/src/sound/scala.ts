/** A scale from a file of the Scala program: its notes in cents over the first, which is not listed; the last is where it repeats. */
export interface Scale {
  readonly name: string;
  readonly cents: readonly number[];
}

type Fault = 'short' | 'count' | 'note' | 'mappingShort' | 'mappingNumber' | 'mappingDegree' | 'mappingReference';

/** Why a text is no scale, or no mapping: the line, what is wanted there, and the range of a number that is. */
export class ScalaError extends Error {
  readonly kind: Fault;
  readonly line: number;
  readonly range: readonly [number, number];

  constructor(kind: Fault, line: number, range: readonly [number, number] = [0, 0]) {
    super(`${kind} in line ${line}`);
    this.kind = kind;
    this.line = line;
    this.range = range;
  }
}

/** How large a file may be. */
export const longestScala = 1_000_000;

const mostNotes = 4_096, mostCents = 120_000;
const cents = /^-?\d*\.\d*$/, ratio = /^\d+(\/\d+)?$/;

/**
 * Reads a scale; throws a ScalaError where the text is none. Source: M. Op de Coul, "Scala scale file format", Huygens-Fokker Foundation.
 */
export function readScala(text: string): Scale {
  const lines = text.split(/\r?\n/).map((content, i) => ({ content: content.trim(), line: i + 1 })).filter(({ content }) => !content.startsWith('!'));
  const [description, count, ...rest] = lines;
  if (!description || !count) throw new ScalaError('short', lines.length + 1);
  const notes = Number(/^\d+(?=\s|$)/.exec(count.content)?.[0] ?? NaN);
  if (!(notes >= 1 && notes <= mostNotes)) throw new ScalaError('count', count.line);
  const listed = rest.slice(0, notes);
  if (listed.length < notes || (listed.length === notes && listed[notes - 1].content === '')) throw new ScalaError('short', lines[lines.length - 1].line);
  return { name: description.content, cents: listed.map(({ content, line }) => intervalOf(content.split(/\s/)[0], line)) };
}

function intervalOf(word: string, line: number): number {
  if (cents.test(word) && word.length > 1) return checked(Number(word), line);
  if (!ratio.test(word)) throw new ScalaError('note', line);
  const [over, under = 1] = word.split('/').map(Number);
  return checked(1_200 * Math.log2(over / under), line);
}

function checked(value: number, line: number): number {
  if (!(Math.abs(value) <= mostCents)) throw new ScalaError('note', line);
  return value;
}

/** The cents of a degree over the first note; those beyond the last go on in the next repetition, also downwards. */
export function centsAt({ cents: notes }: Scale, degree: number): number {
  const turn = Math.floor(degree / notes.length), step = degree - turn * notes.length;
  return turn * notes[notes.length - 1] + (step === 0 ? 0 : notes[step - 1]);
}
