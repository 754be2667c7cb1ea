/** What the browser keeps: the open song, and songs that are nowhere else. Written to disk at once, so that a crash loses none. */
const name = 'cascade-songs';
const stores = ['draft', 'shelf'] as const;

export type StoreName = (typeof stores)[number];

let database: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => stores.forEach((store) => request.result.createObjectStore(store, { keyPath: 'id' }));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
  return database;
}

/** All that a store holds, by their ids. */
export async function readAll<T>(store: StoreName): Promise<T[]> {
  const request = (await open()).transaction(store).objectStore(store).getAll();
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T[]);
    request.onerror = () => reject(request.error!);
  });
}

/** Puts a value in the place of the one with its id; done when it is written. */
export const put = <T extends { readonly id: string }>(store: StoreName, value: T): Promise<void> => change(store, (values) => values.put(value));

export const remove = (store: StoreName, id: string): Promise<void> => change(store, (values) => values.delete(id));

async function change(store: StoreName, make: (values: IDBObjectStore) => void): Promise<void> {
  const transaction = (await open()).transaction(store, 'readwrite');
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error!);
  });
  make(transaction.objectStore(store));
  // A page that goes away has no time to wait for the rest.
  transaction.commit();
  return done;
}
