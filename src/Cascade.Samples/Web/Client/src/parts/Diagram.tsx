import { useText, type Word } from '../text/text';

/** What stands in a diagram: boxes from left to right; several workers stand above one another. */
const diagrams = {
  service: [['boxRouter'], ['boxSynthesis', 'boxSynthesis', 'boxSynthesis'], ['boxSound']],
  pipeline: [['boxFrequency'], ['boxWave'], ['boxEnvelope'], ['boxBuffer']],
  actors: [['boxCoordinator'], ['boxFrequencies', 'boxWaves', 'boxEnvelopes'], ['boxSound']],
  realtime: [['boxQueue'], ['boxThread'], ['boxTurns']],
} as const satisfies Record<string, readonly (readonly Word[])[]>;

const width = 320, height = 96, boxHeight = 24, gap = 20;

/** How an architecture passes on its work. */
export function Diagram({ architecture }: { readonly architecture: keyof typeof diagrams }) {
  const say = useText();
  const columns: readonly (readonly string[])[] = diagrams[architecture].map((names) => names.map((name) => say(name)));
  const column = (width - gap * (columns.length - 1)) / columns.length;
  const left = (i: number) => i * (column + gap);
  const middle = (names: readonly string[], row: number) => height / 2 + (row - (names.length - 1) / 2) * (boxHeight + 8);
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={columns.map((names) => [...new Set(names)].join(', ')).join(' → ')} className="w-full">
      {columns.slice(1).map((names, i) =>
        columns[i].flatMap((before, a) =>
          names.map((name, b) => (
            <line
              key={`${before}${a}${name}${b}`}
              x1={left(i) + column}
              y1={middle(columns[i], a)}
              x2={left(i + 1) - 1}
              y2={middle(names, b)}
              stroke="var(--edge)"
              strokeWidth="1.5"
            />
          )),
        ),
      )}
      {columns.flatMap((names, i) =>
        names.map((name, row) => (
          <g key={`${i}${row}`} transform={`translate(${left(i)} ${middle(names, row) - boxHeight / 2})`}>
            <rect width={column} height={boxHeight} rx="4" fill="var(--raised)" stroke="var(--accent)" />
            <text x={column / 2} y="16" textAnchor="middle" fontSize="11" fill="var(--ink)">
              {name}
            </text>
          </g>
        )),
      )}
    </svg>
  );
}
