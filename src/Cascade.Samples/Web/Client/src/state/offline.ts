import { soundFiles } from '../sound/sound';

/** Lets the browser keep the page, so that it plays without a network. */
export async function keepForOffline(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register('/service-worker.js');
  const { active } = await navigator.serviceWorker.ready;
  // The files of this visit were fetched before the worker was there; the other views' are fetched now, and what shares and saves songs.
  await Promise.all([
    import('../views/SongView'),
    import('../views/PractiseView'),
    import('../views/SoundView'),
    import('../music/songLink'),
    import('./sharedLink'),
    import('./outbox'),
  ]);
  const assets = performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes('/assets/'));
  active?.postMessage({ keep: [...assets, ...soundFiles] });
}
