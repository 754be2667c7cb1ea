import { playByMidi } from '../player/midiInput';
import { MidiOutput } from '../player/midiOutput';
import { player } from './instrument';
import { usePage } from './page';
import { useSettings } from './settings';

/** Listens to MIDI instruments; the browser may ask the person first. */
export async function connectMidi(): Promise<void> {
  if (usePage.getState().midi.status === 'on') return;
  try {
    const access = await navigator.requestMIDIAccess();
    const lookAtInputs = playByMidi(player, access, () => useSettings.getState().midiCurve);
    const output = new MidiOutput(player);
    const look = () => {
      const outputs = [...access.outputs.values()].filter(({ state }) => state === 'connected');
      output.choose(outputs.find(({ id }) => id === useSettings.getState().midiOutput));
      usePage.setState({ midi: { status: 'on', names: lookAtInputs(), outputs: outputs.map(({ id, name }) => ({ id, name: name ?? id })) } });
    };
    access.onstatechange = look;
    useSettings.subscribe((now, before) => now.midiOutput !== before.midiOutput && look());
    look();
  } catch {
    usePage.setState({ midi: { status: 'refused', names: [], outputs: [] } });
  }
}

/** Connects without a word where the person has allowed it before. */
export async function connectMidiIfAllowed(): Promise<void> {
  if (!('requestMIDIAccess' in navigator)) {
    usePage.setState({ midi: { status: 'refused', names: [], outputs: [] } });
    return;
  }
  try {
    const { state } = await navigator.permissions.query({ name: 'midi' as PermissionName });
    if (state === 'granted') await connectMidi();
  } catch {
    // A browser that does not know the question waits for the button.
  }
}
