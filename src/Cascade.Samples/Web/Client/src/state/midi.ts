import { playByMidi } from '../player/midiInput';
import { player } from './instrument';
import { usePage } from './page';
import { useSettings } from './settings';

/** Listens to MIDI instruments; the browser may ask the person first. */
export async function connectMidi(): Promise<void> {
  if (usePage.getState().midi.status === 'on') return;
  try {
    await playByMidi(
      player,
      () => useSettings.getState().midiCurve,
      (names) => usePage.setState({ midi: { status: 'on', names } }),
    );
  } catch {
    usePage.setState({ midi: { status: 'refused', names: [] } });
  }
}

/** Connects without a word where the person has allowed it before. */
export async function connectMidiIfAllowed(): Promise<void> {
  if (!('requestMIDIAccess' in navigator)) {
    usePage.setState({ midi: { status: 'refused', names: [] } });
    return;
  }
  try {
    const { state } = await navigator.permissions.query({ name: 'midi' as PermissionName });
    if (state === 'granted') await connectMidi();
  } catch {
    // A browser that does not know the question waits for the button.
  }
}
