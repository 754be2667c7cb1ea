import { Check, Copy, History } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import type { Refusal } from '../room/connection';
import type { RoomModel } from '../room/messages';
import { reasonOf } from '../state/api';
import { enterRoom, leaveRoom, linkOf, lookBack, openRoom, renameMe, useRoom } from '../state/room';
import { useSettings } from '../state/settings';
import { useText, type Word } from '../text/text';
import { Dialog } from './Dialog';
import { RoomChat } from './RoomChat';
import { RoomPeople } from './RoomPeople';
import { longestPassphrase, RoomRules } from './RoomRules';
import { RoomListening, RoomTiming } from './RoomTiming';

const longestName = 24;

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
      <RoomPeople isOwner={isOwner} />
      <RoomTiming room={room} isOwner={isOwner} />
      <RoomListening room={room} />
      {room.chat && <RoomChat />}
      {isOwner && <RoomRules room={room} />}
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
