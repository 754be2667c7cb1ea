import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { restoreTake, sound } from './state/instrument';
import { connectMidiIfAllowed } from './state/midi';
import { keepForOffline } from './state/offline';
import { linkPrefix } from './state/page';
import { enterLinkedRoom } from './state/room';
import { readShelf, useShelf } from './state/shelf';
import './styles.css';

createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

sound.prepare().catch(() => {});
void restoreTake();
void connectMidiIfAllowed();
void sendKept();
window.addEventListener('hashchange', () => void openLink());
void openLink();
window.addEventListener('hashchange', enterLinkedRoom);
enterLinkedRoom();

// What waited when the page was left goes to the host now.
async function sendKept(): Promise<void> {
  await readShelf().catch(() => {});
  if (useShelf.getState().songs.some(({ waits }) => waits)) await (await import('./state/outbox')).sendWaiting();
}

async function openLink(): Promise<void> {
  if (location.hash.startsWith(linkPrefix)) await (await import('./state/sharedLink')).openSharedLink();
}

if (import.meta.env.PROD) window.addEventListener('load', () => void keepForOffline().catch(() => {}));
