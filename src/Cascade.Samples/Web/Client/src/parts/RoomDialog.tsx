import { Check, Copy, History, UserX, Volume2, VolumeOff } from 'lucide-react';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { type RoomChange, type RoomModel, type Timing, timings } from '../room/messages';
import { barOf } from '../room/timing';
import type { Refusal } from '../room/session';
import { reasonOf } from '../state/api';
import { changeRoom, enterRoom, leaveRoom, linkOf, lookBack, mute, nameOf, openRoom, remove, renameMe, sayInRoom, setBeat, useRoom } from '../state/room';
import { changeSettings, useSettings } from '../state/settings';
import { type Say, useText, type Word } from '../text/text';
import { Dialog } from './Dialog';
import { NumberField } from './Fields';
import { PersonMark } from './PersonMark';

const longestName = 24, longestChat = 200, longestPassphrase = 100;

const timingWords: Record<Timing, Word> = { tight: 'timingTight', faithful: 'timingFaithful', inTime: 'timingInTime' };
const refusalWords: Record<Exclude<Refusal, 'passphrase'>, Word> = {
  locked: 'roomLocked',
  full: 'roomFull',
  removed: 'roomRemoved',
  replaced: 'roomReplaced',
  gone: 'roomGone',
};

export default function RoomDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useText();
  const { status, refusal, room, id } = useRoom();
  return (
    <Dialog title={room?.name || say('room')} onClose={onClose}>
      {room && status !== 'refused' ? <Inside room={room} />
      : refusal === 'passphrase' ? <Passphrase id={id} />
      : status === 'connecting' || status === 'lost' ? <p>{say(status === 'lost' ? 'roomLost' : 'roomConnecting')}</p>
      : <Outside refusal={refusal} />}
    </Dialog>
  );
}

function Outside({ refusal }: { readonly refusal: Exclude<Refusal, 'passphrase'> | null }) {
  const say = useText();
  const { id } = useRoom();
  const [reason, setReason] = useState('');
  const open = () => openRoom().catch((error: unknown) => setReason(reasonOf(error)));
  return (
    <div className="grid gap-4">
      {refusal && (
        <p role="alert" className="text-bad">
          {say(refusalWords[refusal])}
        </p>
      )}
      <p className="text-muted">{say('roomIntro')}</p>
      <NameField />
      {reason && (
        <p role="alert" className="text-bad">
          {say('roomNotOpened', { reason })}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <button type="button" className="control primary grow" onClick={() => void open()}>
          {say('openRoom')}
        </button>
        {(refusal === 'locked' || refusal === 'full') && (
          <button type="button" className="control grow" onClick={() => void enterRoom(id)}>
            {say('tryAgain')}
          </button>
        )}
      </div>
    </div>
  );
}

function Passphrase({ id }: { readonly id: string }) {
  const say = useText();
  const [passphrase, setPassphrase] = useState('');
  const enter = (event: FormEvent) => {
    event.preventDefault();
    void enterRoom(id, passphrase);
  };
  return (
    <form className="grid gap-3" onSubmit={enter}>
      <p>{say('roomPassphrase')}</p>
      <label className="grid gap-1">
        {say('passphrase')}
        <input className="field" autoComplete="off" required maxLength={longestPassphrase} value={passphrase} onChange={(event) => setPassphrase(event.target.value)} />
      </label>
      <button type="submit" className="control primary">
        {say('enterRoom')}
      </button>
    </form>
  );
}

function Inside({ room }: { readonly room: RoomModel }) {
  const say = useText();
  const isOwner = useRoom(({ members, you }) => members.some(({ id, isOwner }) => id === you && isOwner));
  return (
    <div className="grid gap-5">
      <LinkField id={room.id} />
      <NameField />
      <People isOwner={isOwner} />
      <TimingChoice room={room} isOwner={isOwner} />
      <Listening room={room} />
      {room.chat && <Chat />}
      {isOwner && <OwnersChoices room={room} />}
      <div className="flex flex-wrap justify-between gap-2 border-t border-hair pt-4">
        <button type="button" className="control" onClick={lookBack}>
          <History size={16} aria-hidden /> {say('lookBack')}
        </button>
        <button type="button" className="control" onClick={leaveRoom}>
          {say('leaveRoom')}
        </button>
      </div>
    </div>
  );
}

function LinkField({ id }: { readonly id: string }) {
  const say = useText();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    field.current!.select();
    try {
      await navigator.clipboard.writeText(linkOf(id));
      setCopied(true);
    } catch {
      // Where the clipboard is out of reach the link is selected, to be copied by hand.
    }
  };
  return (
    <div className="grid gap-1">
      <p className="text-muted">{say('roomLinkText')}</p>
      <div className="flex gap-2">
        <input ref={field} className="field min-w-0 grow" readOnly aria-label={say('link')} value={linkOf(id)} onFocus={(event) => event.target.select()} />
        <button type="button" className="control primary" onClick={() => void copy()}>
          {copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />} {say(copied ? 'copied' : 'copy')}
        </button>
      </div>
    </div>
  );
}

function NameField() {
  const say = useText();
  const [name, setName] = useState(useSettings.getState().playerName);
  const take = () => {
    if (name !== useSettings.getState().playerName) renameMe(name);
  };
  return (
    <label className="grid gap-1">
      {say('yourName')}
      <input
        className="field"
        autoComplete="nickname"
        maxLength={longestName}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      />
    </label>
  );
}

function People({ isOwner }: { readonly isOwner: boolean }) {
  const say = useText();
  const { members, you } = useRoom();
  return (
    <section aria-labelledby="people">
      <h3 id="people" className="heading mb-1">
        {say('people')}
      </h3>
      <ul className="grid gap-1">
        {members.map((member) => {
          const name = nameOf(member);
          const notes = [
            member.id === you && say('you'), member.isOwner && say('owner'), member.role === 'listener' && say('listens'),
            member.muted && say('muted'), member.away && say('away'),
          ].filter(Boolean);
          return (
            <li key={member.id} className="flex min-h-9 items-center gap-2">
              <PersonMark member={member} />
              <span className="min-w-0 grow truncate">
                {name} <span className="text-muted">{notes.join(' · ')}</span>
              </span>
              {isOwner && member.id !== you && (
                <>
                  {member.role === 'player' && (
                    <Small label={say(member.muted ? 'unmute' : 'mute', { name })} onClick={() => mute(member.id, !member.muted)}>
                      {member.muted ? <Volume2 size={16} aria-hidden /> : <VolumeOff size={16} aria-hidden />}
                    </Small>
                  )}
                  <Small label={say('removeMember', { name })} onClick={() => remove(member.id)}>
                    <UserX size={16} aria-hidden />
                  </Small>
                </>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Small({ label, onClick, children }: { readonly label: string; readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button type="button" className="control square shrink-0" aria-label={label} title={label} onClick={onClick}>
      {children}
    </button>
  );
}

function TimingChoice({ room, isOwner }: { readonly room: RoomModel; readonly isOwner: boolean }) {
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

function Listening({ room }: { readonly room: RoomModel }) {
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

function Chat() {
  const say = useText();
  const chat = useRoom((room) => room.chat);
  const [text, setText] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    sayInRoom(text);
    setText('');
  };
  return (
    <section aria-labelledby="chat" className="grid gap-1.5">
      <h3 id="chat" className="heading">
        {say('chat')}
      </h3>
      {chat.length > 0 && (
        <ul className="grid max-h-32 gap-0.5 overflow-y-auto" tabIndex={0} aria-label={say('chat')}>
          {chat.map(({ name, text: said }, i) => (
            <li key={i} className="break-words">
              <span className="text-muted">{name}:</span> {said}
            </li>
          ))}
        </ul>
      )}
      <form className="flex gap-2" onSubmit={send}>
        <input className="field min-w-0 grow" aria-label={say('chatText')} required maxLength={longestChat} value={text} onChange={(event) => setText(event.target.value)} />
        <button type="submit" className="control">
          {say('send')}
        </button>
      </form>
    </section>
  );
}

function OwnersChoices({ room }: { readonly room: RoomModel }) {
  const say = useText();
  const [name, setName] = useState(room.name);
  const [passphrase, setPassphrase] = useState('');
  const choices: readonly (readonly [Word, keyof RoomModel & keyof RoomChange])[] = [
    ['roomLockIt', 'locked'], ['roomOwnerOnly', 'ownerOnly'], ['roomGuests', 'guests'], ['roomHide', 'hideOthers'], ['roomChat', 'chat'],
  ];
  const takePassphrase = (event: FormEvent) => {
    event.preventDefault();
    changeRoom({ passphrase });
    setPassphrase('');
  };
  return (
    <section aria-labelledby="owners" className="grid gap-2">
      <h3 id="owners" className="heading">
        {say('roomOwners')}
      </h3>
      <label className="grid gap-1">
        {say('roomName')}
        <input className="field" autoComplete="off" maxLength={longestName} value={name} onChange={(event) => setName(event.target.value)} onBlur={() => name !== room.name && changeRoom({ name })} />
      </label>
      {choices.map(([word, choice]) => (
        <Choice key={choice} label={say(word)} value={room[choice] as boolean} onChange={(value) => changeRoom({ [choice]: value })} />
      ))}
      <form className="grid gap-1" onSubmit={takePassphrase}>
        <label htmlFor="passphrase">{say('passphrase')}</label>
        <div className="flex gap-2">
          <input
            id="passphrase"
            className="field min-w-0 grow"
            autoComplete="off"
            maxLength={longestPassphrase}
            placeholder={say(room.hasPassphrase ? 'passphraseSet' : 'passphraseNone')}
            value={passphrase}
            onChange={(event) => setPassphrase(event.target.value)}
          />
          <button type="submit" className="control" disabled={passphrase === '' && !room.hasPassphrase}>
            {say(passphrase === '' ? 'passphraseRemove' : 'passphraseTake')}
          </button>
        </div>
      </form>
    </section>
  );
}

function Choice({ label, value, onChange }: { readonly label: string; readonly value: boolean; readonly onChange: (value: boolean) => void }) {
  return (
    <label className="flex min-h-9 items-center justify-between gap-4">
      <span>{label}</span>
      <input type="checkbox" className="tick" checked={value} onChange={(event) => onChange(event.target.checked)} />
    </label>
  );
}
