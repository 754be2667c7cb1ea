import { keptMilliseconds, type TakeEvent } from './take';

const name = 'cascade-journal';
const store = 'chunks';
// With the time that the browser takes to write, a crash loses no more than 250 ms.
const writeMilliseconds = 200;

/** Writes what is played to the browser's database five times a second, so that a crash loses no more. */
export class Journal {
  readonly #database: Promise<IDBDatabase>;
  #waiting: TakeEvent[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.#database = open();
    this.#database.catch(() => {});
  }

  add(event: TakeEvent): void {
    this.#waiting.push(event);
    this.#timer ??= setTimeout(() => void this.flush(), writeMilliseconds);
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = this.#waiting;
    this.#waiting = [];
    if (events.length === 0) return;
    const transaction = (await this.#database).transaction(store, 'readwrite');
    transaction.objectStore(store).add({ last: events[events.length - 1].time, events });
    // A page that goes away has no time to wait for the rest.
    transaction.commit();
  }

  /** What was kept, oldest first; what is older than half an hour goes. */
  async read(): Promise<TakeEvent[]> {
    const chunks = (await this.#database).transaction(store, 'readwrite').objectStore(store);
    const before = Date.now() - keptMilliseconds;
    const events: TakeEvent[] = [];
    await new Promise<void>((resolve, reject) => {
      const request = chunks.openCursor();
      request.onerror = () => reject(request.error!);
      request.onsuccess = () => {
        const cursor = request.result;
        if (!cursor) return resolve();
        const chunk = cursor.value as { last: number; events: TakeEvent[] };
        if (chunk.last < before) cursor.delete();
        else events.push(...chunk.events);
        cursor.continue();
      };
    });
    return events;
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store, { autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
}
