import { sayIn, type Word } from '../text/text';
import { useSettings } from './settings';

/** What went wrong: the host's code for it, and its words. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(message: string, status: number, code: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Asks the host; throws an ApiError with its reason. */
export async function ask(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new ApiError('the host does not answer', 0, 'noAnswer');
  }
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as { detail?: string; title?: string; code?: string };
  throw new ApiError(problem.detail ?? problem.title ?? response.statusText, response.status, problem.code ?? '');
}

export async function askJson<T>(path: string, init?: RequestInit): Promise<T> {
  return (await ask(path, init)).json() as Promise<T>;
}

/** A request with a body of JSON. */
export function json(method: string, body: unknown): RequestInit {
  return { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

// What the page has words of its own for; for the rest the host's, which name the field.
const reasons: Readonly<Record<string, Word>> = {
  noAnswer: 'reasonNoAnswer',
  unauthorized: 'reasonUnauthorized',
  wrongPassword: 'reasonWrongPassword',
  notFound: 'reasonNotFound',
  tooLarge: 'reasonTooLarge',
  tooFast: 'reasonTooFast',
  storeUnavailable: 'reasonStore',
  backendUnavailable: 'reasonBackend',
  hostFull: 'reasonFull',
};

/** Why something did not go, in the person's language where the page knows the reason. */
export function reasonOf(error: unknown): string {
  if (error instanceof ApiError && error.code in reasons) return sayIn(useSettings.getState().language)(reasons[error.code]);
  return error instanceof Error ? error.message : String(error);
}
