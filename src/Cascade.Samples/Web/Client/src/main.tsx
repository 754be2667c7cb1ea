import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { restoreTake, sound } from './state/instrument';
import { connectMidiIfAllowed } from './state/midi';
import { keepForOffline } from './state/offline';
import './styles.css';

createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

sound.prepare().catch(() => {});
void restoreTake();
void connectMidiIfAllowed();
if (import.meta.env.PROD) window.addEventListener('load', () => void keepForOffline().catch(() => {}));
