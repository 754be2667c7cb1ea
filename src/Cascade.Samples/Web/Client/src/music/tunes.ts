import { songOfText } from './notation';
import type { Language } from '../text/text';
import type { Song } from './song';

export interface Tune {
  readonly id: string;
  /** Empty where nobody knows. */
  readonly composer: string;
  readonly song: Song;
}

const right = 0.68, left = 0.46;

function tune(id: string, title: string, composer: string, tempo: number, unitsPerBeat: number, melody: string, bass: string, beatsPerBar = 4, pickup = 0): Tune {
  const notes = songOfText(title, tempo, unitsPerBeat, [
    { text: melody, velocity: right, hand: 'right' },
    { text: bass, velocity: left, hand: 'left' },
  ]);
  return { id, composer, song: { ...notes, beatsPerBar, pickup } };
}

/** Twelve melodies in the public domain, set for two hands by the project. Units are eighths where not said otherwise. */
export const tunes: readonly Tune[] = [
  tune('ode', 'Ode to Joy', 'L. van Beethoven', 112, 2,
    'e4:2 e4 f4 g4 | g4 f4 e4 d4 | c4 c4 d4 e4 | e4:3 d4:1 d4:4 | e4:2 e4 f4 g4 | g4 f4 e4 d4 | c4 c4 d4 e4 | d4:3 c4:1 c4:4',
    '[c3 g3]:4 [c3 g3] | [b2 g3] [g2 g3] | [c3 g3] [c3 g3] | [c3 g3] [g2 f3] | [c3 g3] [c3 g3] | [b2 g3] [g2 g3] | [a2 e3] [f2 c3] | [g2 f3] [c3 e3]'),
  tune('twinkle', 'Ah! vous dirai-je, maman', '', 100, 2,
    'c5:2 c5 g5 g5 | a5 a5 g5:4 | f5:2 f5 e5 e5 | d5 d5 c5:4 | g5:2 g5 f5 f5 | e5 e5 d5:4 | g5:2 g5 f5 f5 | e5 e5 d5:4 | c5:2 c5 g5 g5 | a5 a5 g5:4 | f5:2 f5 e5 e5 | d5 d5 c5:4',
    'c4:1 g4 e4 g4 c4 g4 e4 g4 | c4 a4 f4 a4 c4 g4 e4 g4 | b3 g4 d4 g4 c4 g4 e4 g4 | b3 f4 g3 f4 c4:4 | c4:1 g4 e4 g4 b3 g4 d4 g4 | c4 g4 e4 g4 b3 g4 d4 g4 | c4 g4 e4 g4 b3 g4 d4 g4 | c4 g4 e4 g4 b3 g4 d4 g4 | c4 g4 e4 g4 c4 g4 e4 g4 | c4 a4 f4 a4 c4 g4 e4 g4 | b3 g4 d4 g4 c4 g4 e4 g4 | b3 f4 g3 f4 c4:4'),
  tune('jacques', 'Frère Jacques', '', 108, 2,
    'c4:2 d4 e4 c4 | c4 d4 e4 c4 | e4 f4 g4:4 | e4:2 f4 g4:4 | g4:1 a4 g4 f4 e4:2 c4 | g4:1 a4 g4 f4 e4:2 c4 | c4 g3 c4:4 | c4:2 g3 c4:4',
    '-:16 | c3:2 d3 e3 c3 | c3 d3 e3 c3 | e3 f3 g3:4 | e3:2 f3 g3:4 | g3:1 a3 g3 f3 e3:2 c3 | [c3 e3] g2 [c3 e3]:4'),
  tune('greensleeves', 'Greensleeves', '', 126, 2,
    'a4:2 | c5:4 d5:2 e5:3 f5:1 e5:2 | d5:4 b4:2 g4:3 a4:1 b4:2 | c5:4 a4:2 a4:3 g#4:1 a4:2 | b4:4 g#4:2 e4:4 a4:2 | c5:4 d5:2 e5:3 f5:1 e5:2 | d5:4 b4:2 g4:3 a4:1 b4:2 | c5:3 b4:1 a4:2 g#4:3 f#4:1 g#4:2 | a4:6 a4:6',
    '-:2 | a2:2 e3 c4 a2 e3 c4 | g2 d3 b3 g2 d3 b3 | a2 e3 c4 f2 c3 a3 | e2 b2 g#3 e2 b2 g#3 | a2 e3 c4 a2 e3 c4 | g2 d3 b3 g2 d3 b3 | f2 c3 a3 e2 b2 g#3 | a2 e3 c4 a2:6', 3, 1),
  tune('grace', 'Amazing Grace', '', 88, 2,
    'd4:2 | g4:4 b4:1 g4 | b4:4 a4:2 | g4:4 e4:2 | d4:4 d4:2 | g4:4 b4:1 g4 | b4:4 a4:2 | d5:10 b4:2 | d5:3 b4:1 d5 b4 | g4:4 d4:2 | e4:3 g4:1 g4 e4 | d4:4 d4:2 | g4:4 b4:1 g4 | b4:4 a4:2 | g4:10',
    '-:2 | [g2 d3 b3]:6 | [g2 d3 b3] | [c3 g3] | [g2 d3 b3] | [g2 d3 b3] | [g2 d3 b3] | [d3 a3] [d3 f#3 c4] | [g2 d3 b3] | [g2 d3 b3] | [c3 g3] | [g2 d3 b3] | [g2 d3 b3] | [d3 a3 c4] | [g2 d3 b3]:10', 3, 1),
  tune('scarborough', 'Scarborough Fair', '', 120, 2,
    'd4:4 d4:2 | a4:4 a4:2 | e4:3 f4:1 e4:2 | d4:6 | -:2 a4:2 c5 | d5:4 c5:2 | a4:2 b4 g4 | a4:10 | d5:2 | d5:4 d5:2 | c5:4 a4:2 | a4:2 g4 f4 | e4 c4:4 | d4:4 a4:2 | g4:4 f4:2 | e4 d4 c4 | d4:10',
    '[d3 a3]:6 | [d3 f3] | [c3 g3] | [d3 a3] | [d3 a3] | [g2 d3] | [f2 c3] | [d3 a3]:12 | [d3 a3]:6 | [c3 g3] | [f2 c3] | [c3 g3] | [d3 a3] | [c3 g3] | [a2 e3] | [d3 a3]:10', 3),
  tune('minuet', 'Minuet in G', 'C. Petzold', 120, 2,
    'd5:2 g4:1 a4 b4 c5 | d5:2 g4 g4 | e5 c5:1 d5 e5 f#5 | g5:2 g4 g4 | c5 d5:1 c5 b4 a4 | b4:2 c5:1 b4 a4 g4 | f#4:2 g4:1 a4 b4 g4 | a4:6 | d5:2 g4:1 a4 b4 c5 | d5:2 g4 g4 | e5 c5:1 d5 e5 f#5 | g5:2 g4 g4 | c5 d5:1 c5 b4 a4 | b4:2 c5:1 b4 a4 g4 | a4:2 b4:1 a4 g4 f#4 | g4:6',
    '[g3 b3]:4 a3:2 | b3:6 | c4 | b3 | a3 | g3 | d4:2 b3 g3 | d4 d3:1 c4 b3 a3 | b3:4 a3:2 | g3 b3 g3 | c4:6 | b3:2 c4:1 b3 a3 g3 | a3:4 f#3:2 | g3:4 b3:2 | c4 d4 d3 | g3:4 g2:2', 3),
  tune('elise', 'Für Elise', 'L. van Beethoven', 72, 4,
    'e5:1 d#5 | e5 d#5 e5 b4 d5 c5 | a4:2 -:1 c4 e4 a4 | b4:2 -:1 e4 g#4 b4 | c5:2 -:1 e4 e5 d#5 | e5 d#5 e5 b4 d5 c5 | a4:2 -:1 c4 e4 a4 | b4:2 -:1 e4 c5 b4 | a4:4 e5:1 d#5 | e5 d#5 e5 b4 d5 c5 | a4:2 -:1 c4 e4 a4 | b4:2 -:1 e4 g#4 b4 | c5:2 -:1 e4 e5 d#5 | e5 d#5 e5 b4 d5 c5 | a4:2 -:1 c4 e4 a4 | b4:2 -:1 e4 c5 b4 | a4:6',
    '-:2 | -:6 | a2:1 e3 a3 -:3 | e2:1 e3 g#3 -:3 | a2:1 e3 a3 -:3 | -:6 | a2:1 e3 a3 -:3 | e2:1 e3 g#3 -:3 | a2:1 e3 a3 -:3 | -:6 | a2:1 e3 a3 -:3 | e2:1 e3 g#3 -:3 | a2:1 e3 a3 -:3 | -:6 | a2:1 e3 a3 -:3 | e2:1 e3 g#3 -:3 | a2:1 e3 a3:4', 1.5, 0.5),
  tune('prelude', 'Prelude in C', 'J. S. Bach', 66, 4, arpeggios('-:2 {2}:1 {3} {4} {2} {3} {4}'), arpeggios('{0}:1 {1}:7')),
  tune('silent', 'Silent Night', 'F. X. Gruber', 88, 2,
    'g4:3 a4:1 g4:2 | e4:6 | g4:3 a4:1 g4:2 | e4:6 | d5:4 d5:2 | b4:6 | c5:4 c5:2 | g4:6 | a4:4 a4:2 | c5:3 b4:1 a4:2 | g4:3 a4:1 g4:2 | e4:6 | a4:4 a4:2 | c5:3 b4:1 a4:2 | g4:3 a4:1 g4:2 | e4:6 | d5:4 d5:2 | f5:3 d5:1 b4:2 | c5:6 | e5 | c5:2 g4 e4 | g4:3 f4:1 d4:2 | c4:10',
    '[c3 g3]:6 | [c3 g3] | [c3 g3] | [c3 g3] | [g2 f3] | [g2 f3] | [c3 e3] | [c3 e3] | [f2 c3] | [f2 c3] | [c3 g3] | [c3 g3] | [f2 c3] | [f2 c3] | [c3 g3] | [c3 g3] | [g2 f3] | [g2 f3] | [c3 g3] | [c3 g3] | [c3 g3] | [g2 f3] | [c3 e3]:10', 3),
  tune('saints', 'When the Saints', '', 168, 2,
    '-:2 c4 e4 f4 | g4:8 | -:2 c4 e4 f4 | g4:8 | -:2 c4 e4 f4 | g4:4 e4 | c4 e4 | d4:8 | -:2 e4 e4 d4 | c4:6 c4:2 | e4:4 g4:2 g4 | f4:8 | -:4 e4:2 f4 | g4:4 e4 | c4 d4 | c4:8',
    '-:8 | [c3 g3]:4 [c3 g3] | [c3 g3] [c3 g3] | [c3 g3] [c3 g3] | [c3 g3] [c3 g3] | [c3 g3] [c3 g3] | [c3 g3] [a2 e3] | [g2 d3] [g2 f3] | [g2 f3] [g2 f3] | [c3 g3] [c3 g3] | [c3 g3] [c3 bb3] | [f2 c3] [f2 a3] | [f2 c3] [f2 g#3] | [c3 g3] [c3 g3] | [g2 d3] [g2 f3] | [c3 g3]:8'),
  tune('brahms', 'Lullaby', 'J. Brahms', 84, 2,
    'e4:1 e4 | g4:4 e4:1 e4 | g4:4 e4:1 g4 | c5:2 b4:3 a4:1 | a4:2 g4 d4:1 e4 | f4:2 d4 d4:1 e4 | f4:4 d4:1 f4 | b4 a4 g4:2 b4 | c5:4 c4:1 c4 | c5:4 a4:1 f4 | g4:4 e4:1 c4 | f4:2 g4 a4 | g4:4 c4:1 c4 | c5:4 a4:1 f4 | g4:4 e4:1 c4 | f4:2 e4 d4 | c4:4',
    '-:2 | c3:2 [e3 g3] [e3 g3] | c3 [e3 g3] [e3 g3] | c3 [e3 g3] [e3 g3] | c3 [e3 g3] [e3 g3] | g2 [d3 f3] [d3 f3] | g2 [d3 f3] [d3 f3] | g2 [d3 f3] [d3 f3] | c3 [e3 g3] [e3 g3] | f2 [c3 a3] [c3 a3] | c3 [e3 g3] [e3 g3] | g2 [d3 f3] [d3 f3] | c3 [e3 g3] [e3 g3] | f2 [c3 a3] [c3 a3] | c3 [e3 g3] [e3 g3] | g2 [d3 f3] [d3 f3] | [c3 e3 g3]:4', 3, 1),
];

// What a tune is called where people sing it in German; the others keep their names.
const german: Readonly<Record<string, string>> = {
  ode: 'An die Freude',
  twinkle: 'Morgen kommt der Weihnachtsmann',
  jacques: 'Bruder Jakob',
  minuet: 'Menuett in G',
  prelude: 'Präludium in C',
  silent: 'Stille Nacht',
  brahms: 'Guten Abend, gut’ Nacht',
};

/** A tune's name in a language. */
export const tuneName = ({ id, song }: Tune, language: Language): string => (language === 'de' ? german[id] : undefined) ?? song.title;

/** A tune to be opened, by its name in a language. */
export const songIn = (opened: Tune, language: Language): Song => ({ ...opened.song, title: tuneName(opened, language) });

/** The tune of a name in any language. */
export const tuneOf = (title: string): Tune | undefined => tunes.find(({ id, song }) => title === song.title || title === german[id]);

// The prelude's harmonies, each broken twice; the last is held.
function arpeggios(pattern: string): string {
  const chords = [
    'c4 e4 g4 c5 e5', 'c4 d4 a4 d5 f5', 'b3 d4 g4 d5 f5', 'c4 e4 g4 c5 e5', 'c4 e4 a4 e5 a5', 'c4 d4 f#4 a4 d5', 'b3 d4 g4 d5 g5', 'b3 c4 e4 g4 c5',
    'a3 c4 e4 g4 c5', 'd3 a3 d4 f#4 c5', 'g3 b3 d4 g4 b4', 'g3 bb3 e4 g4 c#5', 'f3 a3 d4 a4 d5', 'f3 g#3 d4 f4 b4', 'e3 c4 e4 g4 c5', 'e3 f3 a3 c4 f4',
    'd3 f3 a3 c4 f4', 'g2 d3 g3 b3 f4', 'c3 e3 g3 c4 e4',
  ];
  const broken = chords.map((chord) => pattern.replaceAll(/\{(\d)\}/g, (_, n: string) => chord.split(' ')[Number(n)]));
  return [...broken.flatMap((bar) => [bar, bar]), '[c3 g3 c4]:8'].join(' | ');
}
