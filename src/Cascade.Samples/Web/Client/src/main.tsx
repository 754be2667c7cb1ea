import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { restoreTake, sound } from './state/instrument';
import { connectMidiIfAllowed } from './state/midi';
import { keepForOffline } from './state/offline';
import { linkPrefix } from './state/page';
import { readShelf } from './state/shelf';
import './styles.css';

createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

sound.prepare().catch(() => {});
void restoreTake();
void connectMidiIfAllowed();
readShelf().catch(() => {});
window.addEventListener('hashchange', () => void openLink());
void openLink();

async function openLink(): Promise<void> {
  if (location.hash.startsWith(linkPrefix)) await (await import('./state/sharedLink')).openSharedLink();
}

if (import.meta.env.PROD) window.addEventListener('load', () => void keepForOffline().catch(() => {}));
