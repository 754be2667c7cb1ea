import { useEffect, useRef, useState } from 'react';
import { Diagram } from '../parts/Diagram';
import { reasonOf } from '../state/api';
import { type Backend, type Comparison, compareBackends, type Configuration, configure, listBackends, type Metrics, metricsOf, type Times } from '../state/backends';
import { useSettings } from '../state/settings';
import { type Say, useText } from '../text/text';

const refreshMilliseconds = 1_000;
const instruments = ['piano', 'sine', 'square', 'sawtooth', 'triangle'];
const architectures = ['service', 'pipeline', 'actors', 'realtime'] as const;

type Architecture = (typeof architectures)[number];

const isArchitecture = (name: string): name is Architecture => architectures.some((known) => known === name);

/** The four ways the host is built: how each passes on its work, what it measures, and all on one axis. */
export default function EngineView() {
  const say = useText();
  const [backends, setBackends] = useState<readonly Backend[]>([]);
  const [metrics, setMetrics] = useState<Readonly<Record<string, Metrics>>>({});
  const [reason, setReason] = useState('');
  // How often something was configured, and how much of it the host has not answered: what is read meanwhile is old.
  const changes = useRef(0), pending = useRef(0);
  useEffect(() => {
    let isShown = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = async () => {
      const before = changes.current;
      try {
        const all = await listBackends();
        const measured = await Promise.all(all.map(async ({ name }) => [name, await metricsOf(name)] as const));
        if (!isShown) return;
        if (before === changes.current && pending.current === 0) setBackends(all);
        setMetrics(Object.fromEntries(measured));
        setReason('');
      } catch (error) {
        setReason(reasonOf(error));
      }
      // One answer is waited for before the next is asked for.
      if (isShown) timer = setTimeout(() => void refresh(), refreshMilliseconds);
    };
    void refresh();
    return () => {
      isShown = false;
      clearTimeout(timer);
    };
  }, []);
  // Shown at once; what the host does not take is taken back.
  const change = async (name: string, part: Partial<Configuration>) => {
    const show = (configuration: Configuration) =>
      setBackends((all) => all.map((backend) => (backend.name === name ? { ...backend, configuration } : backend)));
    const own = ++changes.current, before = backends.find((backend) => backend.name === name)!.configuration;
    show({ ...before, ...part });
    pending.current++;
    try {
      const taken = await configure(name, part);
      if (own === changes.current) show(taken);
    } catch (error) {
      if (own === changes.current) show(before);
      throw error;
    } finally {
      pending.current--;
      changes.current++;
    }
  };
  return (
    <section aria-label={say('engine')} className="mx-auto flex max-w-7xl flex-col gap-3 p-3 sm:p-4">
      <div>
        <h2 className="text-[20px] leading-7 font-semibold">{say('backends')}</h2>
        <p className="max-w-3xl text-muted">{say('backendsText')}</p>
        {reason && <p className="text-bad">{reason}</p>}
      </div>
      <Compare />
      <div className="grid gap-3 md:grid-cols-2 xl:grid-cols-4">
        {backends.map((backend) => isArchitecture(backend.name) && <Card key={backend.name} name={backend.name} backend={backend} metrics={metrics[backend.name]} onChange={change} />)}
      </div>
    </section>
  );
}

type Configure = (name: string, part: Partial<Configuration>) => Promise<void>;

interface CardProps {
  readonly name: Architecture;
  readonly backend: Backend;
  readonly metrics: Metrics | undefined;
  readonly onChange: Configure;
}

function Card({ name, backend, metrics, onChange }: CardProps) {
  const say = useText();
  return (
    <article className="panel flex flex-col gap-3 p-3" aria-label={say(name)}>
      <div className="flex items-baseline justify-between gap-2">
        <h3 className="font-semibold">{say(name)}</h3>
        <span className={`shrink-0 text-[13px] ${backend.isHealthy ? 'text-good' : 'text-bad'}`}>{say(backend.isHealthy ? 'healthy' : 'unhealthy')}</span>
      </div>
      <Diagram architecture={name} />
      <p className="grow text-[14px] text-muted">{say(`${name}Text`)}</p>
      {metrics && <MeasuredTable metrics={metrics} say={say} />}
      <ConfigurationForm backend={backend} onChange={onChange} />
    </article>
  );
}

function MeasuredTable({ metrics, say }: { readonly metrics: Metrics; readonly say: Say }) {
  const rows: readonly (readonly [string, Times])[] = [[say('median'), metrics.median], ['p99', metrics.p99], ['p99.9', metrics.p999]];
  const language = useSettings((settings) => settings.language);
  const number = (value: number) => {
    const digits = value < 10 ? 2 : 1;
    return metrics.requests === 0 ? '–' : value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  };
  return (
    <table className="w-full text-right text-[13px]">
      <caption className="pb-1 text-left text-muted">
        {metrics.requests} {say('requests')}, ms
      </caption>
      <thead className="text-muted">
        <tr>
          <td />
          {(['queue', 'synthesis', 'total'] as const).map((part) => (
            <th key={part} scope="col" className="font-normal">
              {say(part)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, times]) => (
          <tr key={name} className="border-t border-hair">
            <th scope="row" className="text-left font-normal">
              {name}
            </th>
            <td>{number(times.queue)}</td>
            <td>{number(times.synthesis)}</td>
            <td>{number(times.total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ConfigurationForm({ backend: { name, configuration }, onChange }: { readonly backend: Backend; readonly onChange: Configure }) {
  const say = useText();
  const [reason, setReason] = useState('');
  const change = (part: Partial<Configuration>) => {
    setReason('');
    onChange(name, part).catch((error: unknown) => setReason(reasonOf(error)));
  };
  const { instrument, volume } = configuration;
  return (
    <div className="grid grid-cols-2 gap-2 text-[13px]">
      <label>
        <span className="text-muted">{say('instrument')}</span>
        <select className="field w-full" value={instrument} onChange={(event) => change({ instrument: event.target.value })}>
          {[...new Set([instrument, ...instruments])].map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      </label>
      <label>
        <span className="text-muted">{say('volumeOf')}, dB</span>
        <input
          type="number"
          className="field w-full"
          min={-60}
          max={6}
          defaultValue={volume}
          key={volume}
          onBlur={({ target }) => {
            const next = target.valueAsNumber;
            if (Number.isNaN(next)) target.value = String(volume);
            else if (next !== volume) change({ volume: next });
          }}
        />
      </label>
      {reason && <p className="col-span-2 text-bad">{reason}</p>}
    </div>
  );
}

function Compare() {
  const say = useText();
  const [table, setTable] = useState<readonly Comparison[]>([]);
  const [running, setRunning] = useState(false);
  const [reason, setReason] = useState('');
  const run = async () => {
    setRunning(true);
    setReason('');
    try {
      setTable(await compareBackends());
    } catch (error) {
      setReason(reasonOf(error));
    }
    setRunning(false);
  };
  const longest = Math.max(0.001, ...table.map(({ p99 }) => p99.total));
  return (
    <div className="panel p-3">
      <div className="flex flex-wrap items-center gap-3">
        <button type="button" className="control primary" disabled={running} onClick={() => void run()}>
          {say(running ? 'comparing' : 'compare')}
        </button>
        <p className="text-[14px] text-muted">{reason || say('compareText')}</p>
      </div>
      {table.length > 0 && (
        <dl className="mt-3 grid gap-2" aria-live="polite">
          {table.map(({ backend, median, p99, notesPerSecond, sameSamples }) => (
            <div key={backend} className="grid items-center gap-x-3 sm:grid-cols-[6rem_1fr_21rem]">
              <dt className="font-medium">{backend}</dt>
              <dd className="relative h-5 overflow-hidden rounded-sm bg-raised" aria-hidden="true">
                <span className="absolute inset-y-1.5 left-0 bg-edge/50" style={{ width: `${(100 * p99.total) / longest}%` }} />
                <span className="absolute inset-y-0 left-0 bg-accent" style={{ width: `${(100 * median.total) / longest}%` }} />
              </dd>
              <dd className="text-[14px] text-muted">
                {say('median')} {say('milliseconds', { value: median.total })}, p99 {say('milliseconds', { value: p99.total })},{' '}
                {Math.round(notesPerSecond)} {say('notesPerSecond')}, {say(sameSamples ? 'sameSamples' : 'otherSamples')}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
