import { Repeat } from 'lucide-react';
import type { PracticeReport } from '../music/practiceReport';
import type { Sitting } from '../state/practiceHistory';
import { useSettings } from '../state/settings';
import { useText } from '../text/text';

const shownSittings = 12;

interface PracticeResultProps {
  readonly report: PracticeReport | null;
  readonly sittings: readonly Sitting[];
  readonly onPractise: (bars: readonly [number, number]) => void;
}

/** How it went, the two bars to practise next, and the times before. */
export function PracticeResult({ report, sittings, onPractise }: PracticeResultProps) {
  const say = useText();
  return (
    <div className="panel grid max-w-md gap-2 bg-surface/95 p-3 shadow-lg">
      {report && (
        <p>
          <span className="text-[25px] leading-8 font-semibold">{say('percent', { value: report.score })}</span>{' '}
          <span className="text-muted">{say('rightKeys')}</span>
        </p>
      )}
      {report &&
        (report.next ? (
          <button type="button" className="control primary justify-self-start" onClick={() => onPractise(report.next!)}>
            <Repeat size={16} aria-hidden />
            {report.next[0] === report.next[1] ? say('practiseBar', { bar: report.next[0] }) : say('practiseBars', { from: report.next[0], to: report.next[1] })}
          </button>
        ) : (
          <p>{say('noFaults')}</p>
        ))}
      {sittings.length > 0 && <History sittings={sittings.slice(-shownSittings)} />}
    </div>
  );
}

function History({ sittings }: { readonly sittings: readonly Sitting[] }) {
  const say = useText();
  const language = useSettings((settings) => settings.language);
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <div>
      <h2 className="heading">{say('history')}</h2>
      <ol className="mt-1 flex h-14 items-end gap-1">
        {sittings.map(({ id, at, score, speed }) => {
          const text = say('sitting', { when: dates.format(at), score, speed: Math.round(100 * speed) });
          return (
            <li key={id} title={text} className="flex h-full w-6 flex-col justify-end">
              <span className="sr-only">{text}</span>
              <span aria-hidden className="text-center text-[11px] leading-3.5 text-muted">
                {score}
              </span>
              <span aria-hidden className="block rounded-t-sm bg-own" style={{ height: `${Math.max(4, 0.65 * score)}%` }} />
            </li>
          );
        })}
      </ol>
    </div>
  );
}
