import { askJson, json } from './api';

/** Milliseconds. */
export interface Times {
  readonly queue: number;
  readonly synthesis: number;
  readonly total: number;
}

export interface Metrics {
  readonly requests: number;
  readonly notesPerSecond: number;
  readonly failures: number;
  readonly median: Times;
  readonly p99: Times;
  readonly p999: Times;
}

export interface Configuration {
  readonly instrument: string;
  /** In dB. */
  readonly volume: number;
  readonly effects: readonly string[];
  readonly sampleRate: number;
}

export interface Backend {
  readonly name: string;
  readonly isHealthy: boolean;
  readonly description: string;
  readonly configuration: Configuration;
}

export interface Comparison {
  readonly backend: string;
  readonly notesPerSecond: number;
  readonly median: Times;
  readonly p99: Times;
  readonly sameSamples: boolean;
}

/** Sixteen notes: a scale up two octaves. */
const comparedKeys = [48, 50, 52, 53, 55, 57, 59, 60, 62, 64, 65, 67, 69, 71, 72, 74];
const rounds = 10;

export const listBackends = () => askJson<Backend[]>('/api/backends');

export const metricsOf = (name: string) => askJson<Metrics>(`/api/backends/${name}/metrics`);

export const configure = (name: string, change: Partial<Configuration>) => askJson<Configuration>(`/api/backends/${name}/config`, json('PATCH', change));

export const compareBackends = () =>
  askJson<Comparison[]>(
    `/api/compare?rounds=${rounds}`,
    json('POST', { notes: comparedKeys.map((key, i) => ({ key, velocity: 0.7, start: i / 8, duration: 0.25 })), instrument: 'sawtooth' }),
  );
