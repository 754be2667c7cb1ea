import { Lights } from '../keyboard/lights';
import { Journal } from '../music/journal';
import { Take } from '../music/take';
import { Player } from '../player/player';
import { Sound } from '../sound/sound';
import { usePage } from './page';
import { useSettings } from './settings';

/** The one instrument of the page: its sound, who plays it, and what was played. */
const settings = useSettings.getState();

export const sound = new Sound(settings.tone, settings.piano, settings.instrument);
export const player = new Player(sound);
/** Who holds which key, as the keys show it. */
export const lights = new Lights(player);
export const take = new Take();
export const journal = new Journal();

sound.onState = (state) => usePage.setState({ sound: state });
sound.setSource(settings.source);
sound.setOthersVolume(settings.others);
player.listen((played) => take.add(played));
take.onEvent = (event) => journal.add(event);
window.addEventListener('pagehide', () => void journal.flush().catch(() => {}));

useSettings.subscribe((now, before) => {
  if (now.tone !== before.tone) sound.setTone(now.tone);
  if (now.piano !== before.piano) sound.setPiano(now.piano);
  if (now.instrument !== before.instrument) sound.setInstrument(now.instrument);
  if (now.others !== before.others) sound.setOthersVolume(now.others);
  if (now.source !== before.source) sound.setSource(now.source);
});

/** Brings back what was played before the page was loaded. */
export async function restoreTake(): Promise<void> {
  try {
    take.restore(await journal.read());
  } catch {
    // A browser that keeps nothing, as in a private window, plays all the same.
  }
}
