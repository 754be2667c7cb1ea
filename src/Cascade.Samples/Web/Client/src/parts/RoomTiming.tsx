import { type RoomModel, type Timing, timings } from '../room/messages';
import { barOf } from '../room/timing';
import { changeRoom, setBeat, useRoom } from '../state/room';
import { changeSettings, useSettings } from '../state/settings';
import { type Say, useText, type Word } from '../text/text';
import { Choice, NumberField } from './Fields';

const timingWords: Record<Timing, Word> = { tight: 'timingTight', faithful: 'timingFaithful', inTime: 'timingInTime' };

/** How the others are heard: chosen by the owner, with what each way means. */
export function RoomTiming({ room, isOwner }: { readonly room: RoomModel; readonly isOwner: boolean }) {
  const say = useText();
  return (
    <fieldset disabled={!isOwner}>
      <legend className="heading mb-1">{say('timing')}</legend>
      <div className="grid gap-1.5">
        {timings.map((timing) => (
          <label key={timing} className={`flex gap-2.5 ${!isOwner && timing !== room.timing ? 'text-muted' : ''}`}>
            <input
              type="radio"
              name="timing"
              className="tick mt-0.5"
              checked={room.timing === timing}
              onChange={() => changeRoom({ timing })}
            />
            <span>
              {say(timingWords[timing])} <span className="block text-[13px] text-muted">{timingText(timing, room, say)}</span>
            </span>
          </label>
        ))}
      </div>
      {!isOwner && <p className="mt-1.5 text-[13px] text-muted">{say('timingByOwner')}</p>}
      {isOwner && room.timing === 'faithful' && (
        <div className="mt-2 w-40">
          <NumberField label={say('delay')} unit="ms" value={room.delay} min={0} max={1_000} step={10} onChange={(delay) => changeRoom({ delay })} />
        </div>
      )}
      {isOwner && room.timing === 'inTime' && (
        <div className="mt-2 grid w-80 max-w-full grid-cols-2 gap-2">
          <NumberField label={say('tempo')} unit="bpm" value={room.tempo} min={20} max={400} step={1} onChange={(tempo) => changeRoom({ tempo })} />
          <NumberField label={say('beatsPerBar')} value={room.beats} min={1} max={16} step={1} onChange={(beats) => changeRoom({ beats: Math.round(beats) })} />
        </div>
      )}
    </fieldset>
  );
}

function timingText(timing: Timing, room: RoomModel, say: Say): string {
  if (timing === 'tight') return say('timingTightText');
  if (timing === 'faithful') return say('timingFaithfulText', { delay: room.delay });
  return say('timingInTimeText', { seconds: barOf(room) / 1_000 });
}

/** What everybody chooses for oneself: how loud the others are, and whether the beat is heard. */
export function RoomListening({ room }: { readonly room: RoomModel }) {
  const say = useText();
  const others = useSettings((settings) => settings.others);
  const beat = useRoom((state) => state.beat);
  return (
    <div className="grid gap-2">
      <label className="flex min-h-9 items-center justify-between gap-4">
        <span>{say('othersVolume')}</span>
        <input
          type="range"
          className="w-48 max-sm:w-36"
          min={0}
          max={1}
          step={0.01}
          value={others}
          aria-valuetext={say('percent', { value: Math.round(100 * others) })}
          onChange={(event) => changeSettings({ others: Number(event.target.value) })}
        />
      </label>
      <Choice label={say('beat', { tempo: room.tempo, beats: room.beats })} value={beat} onChange={setBeat} />
    </div>
  );
}
